import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { findPlatform } from '../../core/platforms/index.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { Onboarding } from './schema.ts'
import { stepsOf } from './steps.ts'
import { loadOnboarding } from './store.ts'

export interface OnboardingServices {
  readonly access: Access
  readonly db: Database
}

/** The first steps of a new organisation. */
export const onboardingRoutes: FastifyPluginAsyncTypebox<OnboardingServices> = async (
  app,
  { access, db },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  app.get(
    '/orgs/:org/onboarding',
    {
      schema: {
        operationId: 'getOnboarding',
        summary: 'Get the first steps of an organisation, and which of them are done',
        description: 'A step is done because something happened, not because somebody ticked it.',
        tags: ['organisations'],
        params: OrgParams,
        response: { 200: Onboarding, ...problemResponses },
      },
    },
    async ({ org }) => {
      const facts = await loadOnboarding(db, org.id)
      return { steps: stepsOf(org.slug, facts, slug => findPlatform(slug)?.name ?? slug) }
    },
  )
}
