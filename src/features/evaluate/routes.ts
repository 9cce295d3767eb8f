import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import { createQueue } from '../../runtime/http/one-at-a-time.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { type Evaluating, evaluate } from './evaluate.ts'
import { EvaluateBody, EvaluateParams, EvaluationView } from './schema.ts'

export interface EvaluateServices extends Evaluating {
  readonly access: Access
}

const WAITING_MAX = 4

export const evaluateRoutes: FastifyPluginAsyncTypebox<EvaluateServices> = async (
  app,
  { access, ...evaluating },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const queue = createQueue(WAITING_MAX)

  app.post(
    '/orgs/:org/templates/:id/evaluate',
    {
      schema: {
        operationId: 'evaluatePolicy',
        'x-changes-nothing': true,
        'x-problems': ['template-not-found', 'unprocessable', 'too-many-requests'],
        summary: 'Evaluate another policy on past messages',
        description:
          'Estimates by inverse propensity, self-normalised and doubly robust. When the stored decisions do not suffice, `ok` is false and `reason` explains it.',
        tags: ['offline'],
        params: EvaluateParams,
        body: EvaluateBody,
        response: { 200: EvaluationView, ...problemResponses },
      },
    },
    async ({ org, params, body }) => {
      const subject = await findTemplate(access, org, params.id)
      return queue(() => evaluate(evaluating, subject, body))
    },
  )
}
