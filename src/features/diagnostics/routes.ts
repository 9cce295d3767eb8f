import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import { TemplateParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { type DiagnosisSources, diagnose } from './diagnose.ts'
import { Diagnostics } from './schema.ts'

export interface DiagnosticsServices extends DiagnosisSources {
  readonly access: Access
}

export const diagnosticsRoutes: FastifyPluginAsyncTypebox<DiagnosticsServices> = async (
  app,
  { access, ...sources },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })

  app.get(
    '/orgs/:org/templates/:id/diagnostics',
    {
      schema: {
        operationId: 'getDiagnostics',
        'x-problems': ['template-not-found'],
        summary: 'Get the checks of a template: gates, guardrails, missing reports, delays and drift',
        tags: ['results'],
        params: TemplateParams,
        response: { 200: Diagnostics, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const found = await findTemplate(access, org, params.id)
      return diagnose(sources, found.org, found.template)
    },
  )
}
