import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { onRequestHookHandler } from 'fastify'
import { Type } from 'typebox'
import { type Attributes, normaliseAttributes } from '../../core/targeting/normalise.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { parseAnyBodies } from '../../runtime/http/reading/body.ts'
import { isOnlooker } from '../../runtime/http/reading/onlooker.ts'
import { readTolerantly } from '../../runtime/http/reading/tolerant.ts'
import { type Generator, generate } from './generate.ts'
import { readInput } from './input.ts'
import { BatchAnswer, BatchBody, GenerateAnswer, GenerateBody, GenerateQuery } from './schema.ts'

export interface GenerateServices {
  readonly access: Access
  readonly generator: Generator
  /** Refuses calls above the quota of the organisation. */
  readonly quota: onRequestHookHandler
}

const Params = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) })

export const generateRoutes: FastifyPluginAsyncTypebox<GenerateServices> = async (
  app,
  { access, generator, quota },
) => {
  guardOrg(app, access, { scope: 'serve', read: 'edit', change: 'edit' })
  app.addHook('onRequest', quota)
  parseAnyBodies(app)
  const answers = { 200: GenerateAnswer, ...problemResponses }

  app.get(
    '/api/generate/:org',
    {
      schema: {
        operationId: 'generateCopyByQuery',
        'x-problems': ['template-not-found', 'unprocessable'],
        summary: 'Choose the wording of one message (parameters in the query string)',
        tags: ['serve'],
        params: Params,
        querystring: GenerateQuery,
        response: answers,
      },
      preValidation: readTolerantly(GenerateBody),
    },
    request => {
      const input = readInput({}, request.query, request.headers)
      const unrecorded = input.unrecorded || isOnlooker(request)
      return generate(generator, request.org, { ...input, unrecorded })
    },
  )

  app.post(
    '/api/generate/:org',
    {
      schema: {
        operationId: 'generateCopy',
        'x-problems': ['template-not-found', 'unprocessable'],
        summary: 'Choose the wording of one message',
        description:
          'The same message (tracking id, header `Idempotency-Key`, or person within ten minutes) always gets the same answer. An id that comes again for another person or template gets a choice of its own, and `trace.clash` says so.',
        tags: ['serve'],
        params: Params,
        querystring: GenerateQuery,
        body: GenerateBody,
        response: answers,
      },
      // Also for Iterable, which sends everything in the query string, without a body.
      preValidation: readTolerantly(GenerateBody),
    },
    ({ org, body, query, headers }) => generate(generator, org, readInput(body, query, headers)),
  )

  app.post(
    '/api/batch-generate/:org',
    {
      schema: {
        operationId: 'generateCopies',
        summary: 'Choose the wording of up to 20 messages to one person',
        tags: ['serve'],
        params: Params,
        body: BatchBody,
        response: { 200: BatchAnswer, ...problemResponses },
      },
      preValidation: readTolerantly(BatchBody),
    },
    async ({ org, body: { requests, ...shared }, headers }) => {
      const attributes = normaliseAttributes(shared.attrs ?? {}, org.rules, generator.clock())
      return {
        results: await Promise.all(
          requests.map(request => one(generator, org, { ...shared, ...request }, headers, attributes)),
        ),
      }
    },
  )
}

type Headers = Parameters<typeof readInput>[2]

/** Answers one request of a batch. Its error does not fail the others. */
async function one(
  generator: Generator,
  org: Org,
  request: GenerateBody,
  headers: Headers,
  attributes: Attributes,
) {
  try {
    return await generate(generator, org, readInput(request, {}, headers), attributes)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const templateId = request.template_id == null ? null : String(request.template_id)
    return { template_id: templateId, error: { code: error.code, detail: error.message } }
  }
}
