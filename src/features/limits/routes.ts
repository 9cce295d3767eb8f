import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOperator, guardOrg } from '../../runtime/catalog/access.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { changeOrg } from '../../runtime/catalog/change.ts'
import { findOrg } from '../../runtime/catalog/enter.ts'
import type { StoredLimits } from '../../runtime/db/configuration-rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { endOfMonth, monthOf } from './month.ts'
import { LimitsPatch, LimitsView } from './schema.ts'
import { loadLimits, loadUse } from './store.ts'

export interface LimitsServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
}

/** What an organisation may use, and what it does use. Only the operator changes it. */
export const limitsRoutes: FastifyPluginAsyncTypebox<LimitsServices> = async (app, { access, db, clock }) => {
  const about = {
    tags: ['organisations'],
    params: OrgParams,
    response: { 200: LimitsView, ...problemResponses },
  }

  async function show(org: Org): Promise<LimitsView> {
    const now = clock()
    const { limits, templates, keys } = await loadLimits(db, org.id)
    const used = await loadUse(db, org.id, monthOf(now))
    return {
      limits: { ...NONE, ...limits },
      used: { ...used, templates, keys },
      month_ends_at: endOfMonth(now).toISOString(),
    }
  }

  await app.register(async entered => {
    guardOrg(entered, access, { scope: 'manage', change: 'administer' })
    entered.get(
      '/orgs/:org/limits',
      {
        schema: {
          ...about,
          operationId: 'getLimits',
          summary: 'Get limits and quotas, and what is used of them',
        },
      },
      async ({ org }) => show(org),
    )
  })

  const operatorsRoute: FastifyPluginAsyncTypebox = async operated => {
    guardOperator(operated, access)
    operated.addHook('onRequest', async request => {
      request.org = await findOrg(access.catalog, (request.params as { org: string }).org)
    })
    operated.patch(
      '/orgs/:org/limits',
      {
        schema: {
          ...about,
          operationId: 'updateLimits',
          summary: 'Set limits and quotas (operator only); absent fields stay unchanged',
          description:
            'Calls above a limit and choices and events above a quota are answered 429, more templates and keys 403. Null takes a limit away.',
          body: LimitsPatch,
        },
      },
      async ({ org, body }) => {
        await changeOrg({ db, catalog: access.catalog }, org, async transaction => {
          const { limits } = await transaction
            .selectFrom('orgs')
            .select('limits')
            .where('id', '=', org.id)
            .executeTakeFirstOrThrow()
          await transaction
            .updateTable('orgs')
            .set({ limits: JSON.stringify(patched(limits, body)) })
            .where('id', '=', org.id)
            .execute()
        })
        return show(org)
      },
    )
  }
  await app.register(operatorsRoute)
}

const NONE = {
  manage_calls_per_minute: null,
  generate_calls_per_minute: null,
  webhook_calls_per_minute: null,
  choices_per_month: null,
  events_per_month: null,
  templates: null,
  keys: null,
}

const patched = (present: StoredLimits, patch: LimitsPatch): StoredLimits =>
  Object.fromEntries(Object.entries({ ...present, ...patch }).filter(([, value]) => value !== null))
