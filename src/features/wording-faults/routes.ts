import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import type { Session } from '../../runtime/db/session.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import type { FaultCounter } from './counter.ts'
import { WordingFaults } from './schema.ts'
import { KEPT_DAYS, loadFaults } from './store.ts'

interface FaultServices {
  readonly access: Access
  readonly db: Session
  readonly faults: FaultCounter
  readonly clock: Clock
}

export const faultRoutes: FastifyPluginAsyncTypebox<FaultServices> = async (
  app,
  { access, db, faults, clock },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  app.get(
    '/orgs/:org/templates/:id/faults',
    {
      schema: {
        operationId: 'listWordingFaults',
        'x-problems': ['template-not-found'],
        summary: 'List what went wrong with the wordings of a template while they were served',
        description: `Counts of the last ${KEPT_DAYS} days, by field or reason. \`trace\` in a call of the Generate API says the same of one message.`,
        tags: ['variants'],
        params: Type.Object({
          org: plainText('Slug of the organisation.'),
          id: plainText('Id of the template.', 'welcome-email'),
        }),
        response: { 200: WordingFaults, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const { template } = await findTemplate(access, org, id)
      await faults.flush()
      const items = await loadFaults(db, org.id, template.id, clock())
      return {
        days: KEPT_DAYS,
        items: items.map(({ variantId, kind, name, messages, lastAt }) => ({
          ...{ kind, variant_id: variantId === '' ? null : variantId, name, messages },
          last_at: lastAt.toISOString(),
        })),
      }
    },
  )
}
