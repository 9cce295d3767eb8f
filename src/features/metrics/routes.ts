import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Transaction } from 'kysely'
import { Type } from 'typebox'
import { customKey } from '../../core/measure/custom-metric.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { changeOrg } from '../../runtime/catalog/change.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { checkEvents, checkMetric, checkPartsAmong, notOfWeighted } from './check-metric.ts'
import { MetricBody, MetricList, MetricParams, MetricPatch, MetricView, WINDOW_DAYS } from './schema.ts'
import * as store from './store.ts'

export interface MetricsServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  /** Deletes everything that was counted for a metric. Passed as a function, because counting is another feature. */
  readonly forget: (transaction: Transaction<Tables>, orgId: number, metric: string) => Promise<void>
  /** Starts to count a weighted metric for the messages that there are. @param by who creates it */
  readonly count: (
    transaction: Transaction<Tables>,
    orgId: number,
    given: { readonly metric: string; readonly by: string | null },
  ) => Promise<void>
}

const METRICS_MAX = 50

/** The metrics that an organisation names itself. */
export const metricsRoutes: FastifyPluginAsyncTypebox<MetricsServices> = async (
  app,
  { access, db, clock, forget, count },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const configuration = { db, catalog: access.catalog }
  const tags = ['metrics']
  const ofAll = { tags, params: OrgParams }
  const ofOne = { tags, params: MetricParams }
  const show = async (org: Org, metric: store.StoredMetric) =>
    viewOf(metric, (await store.loadUses(db.kysely, org))(metric.id))

  app.get(
    '/orgs/:org/metrics',
    {
      schema: {
        ...ofAll,
        operationId: 'listMetrics',
        summary: 'List the custom metrics of the organisation',
        response: { 200: MetricList, ...problemResponses },
      },
    },
    async ({ org }) => {
      const usesOf = await store.loadUses(db.kysely, org)
      return {
        items: (await store.listMetrics(db.kysely, org)).map(metric => viewOf(metric, usesOf(metric.id))),
      }
    },
  )

  app.get(
    '/orgs/:org/metrics/:metric',
    {
      schema: {
        ...ofOne,
        operationId: 'getMetric',
        'x-problems': ['not-found'],
        summary: 'Get a custom metric',
        response: { 200: MetricView, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const metric = await store.readMetric(db.kysely, org, params.metric)
      if (metric === undefined) throw missing(params.metric)
      return show(org, metric)
    },
  )

  app.post(
    '/orgs/:org/metrics',
    {
      schema: {
        ...ofAll,
        operationId: 'createMetric',
        'x-problems': ['already-exists', 'unprocessable'],
        summary: 'Create a custom metric',
        description:
          'Counts the events that Parley reads from now on. A replay of stored calls counts earlier ones too. A weighted metric is counted for all messages that there are, in the background.',
        body: MetricBody,
        response: { 201: MetricView, ...problemResponses },
      },
    },
    async ({ org, body, actor }, reply) => {
      refuseAny(checkMetric(body))
      const isMoney = body.kind === 'sum' && body.value_field === null
      const metric = {
        ...{ ...body, currency: body.currency ?? (isMoney ? org.currency : null) },
        window_days: body.kind === 'weighted' ? 0 : (body.window_days ?? WINDOW_DAYS),
      }
      const created = await changeOrg(configuration, org, async transaction => {
        const present = await store.listMetrics(transaction, org)
        if (present.length >= METRICS_MAX) throw full()
        refuseAny(checkPartsAmong(body.parts, present))
        const inserted = await store.insertMetric(transaction, org, metric, clock())
        if (inserted?.kind === 'weighted')
          await count(transaction, org.id, { metric: body.id, by: actor.name })
        return inserted
      })
      if (created === undefined) {
        throw new Problem('already-exists', `There is a metric "${body.id}" already. Change it with PATCH.`, [
          { field: '/id', message: 'is taken' },
        ])
      }
      return reply.status(201).send(viewOf(created, UNUSED))
    },
  )

  app.patch(
    '/orgs/:org/metrics/:metric',
    {
      schema: {
        ...ofOne,
        operationId: 'updateMetric',
        'x-problems': ['not-found', 'conflict', 'unprocessable'],
        summary: 'Change or archive a custom metric',
        description:
          'Other events or another window apply to events that Parley reads from now on. A replay of stored calls applies them to earlier ones.',
        body: MetricPatch,
        response: { 200: MetricView, ...problemResponses },
      },
    },
    async ({ org, params, body }) => {
      refuseAny(checkEvents(body.events ?? []))
      const changed = await changeOrg(configuration, org, async transaction => {
        if (body.archived === true) await refuseUsed(transaction, org, params.metric, 'archived')
        const present = await store.readMetric(transaction, org, params.metric)
        if (present?.kind === 'weighted') refuseAny(notOfWeighted(body))
        else if (body.events?.length === 0)
          refuseAny([{ field: '/events', message: 'Name at least one event.' }])
        return store.updateMetric(transaction, org, params.metric, body, clock())
      })
      if (changed === undefined) throw missing(params.metric)
      return show(org, changed)
    },
  )

  app.delete(
    '/orgs/:org/metrics/:metric',
    {
      schema: {
        ...ofOne,
        operationId: 'deleteMetric',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Delete a custom metric with everything that was counted for it',
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params }, reply) => {
      const deleted = await changeOrg(configuration, org, async transaction => {
        await refuseUsed(transaction, org, params.metric, 'deleted')
        const found = await store.deleteMetric(transaction, org, params.metric)
        if (found) await forget(transaction, org.id, params.metric)
        return found
      })
      if (deleted === undefined) throw missing(params.metric)
      return reply.status(204).send(null)
    },
  )
}

/** @throws Problem conflict that names what uses the metric */
async function refuseUsed(
  transaction: Transaction<Tables>,
  org: Pick<Org, 'id'>,
  metric: string,
  done: 'archived' | 'deleted',
): Promise<void> {
  const { templates, metrics } = (await store.loadUses(transaction, org))(metric)
  if (templates.length > 0)
    throw new Problem(
      'conflict',
      `The metric is used by the ${namesOf('template', templates)}, so it cannot be ${done}. Choose another metric there first.`,
    )
  // An archived part goes on counting.
  if (done === 'deleted' && metrics.length > 0)
    throw new Problem(
      'conflict',
      `The metric is a part of the ${namesOf('metric', metrics)}, so it cannot be deleted. Archive it, or delete the whole first.`,
    )
}

const namesOf = (what: string, ids: readonly string[]): string =>
  `${what}${ids.length === 1 ? '' : 's'} ${ids.map(id => `"${id}"`).join(', ')}`

const UNUSED: store.Uses = { templates: [], metrics: [] }

const viewOf = (
  { org_id: _, created_at, updated_at, kind, direction, parts, window_days, ...metric }: store.StoredMetric,
  { templates, metrics }: store.Uses,
): MetricView => ({
  ...metric,
  key: customKey(metric.id),
  // The columns allow no other words.
  kind: kind as MetricView['kind'],
  direction: direction as MetricView['direction'],
  parts: parts as MetricView['parts'],
  window_days: kind === 'weighted' ? null : window_days,
  used_by: [...templates],
  part_of: [...metrics],
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})

const missing = (id: string) =>
  new Problem('not-found', `There is no metric "${id}". List them to see their ids.`)

const full = () =>
  new Problem('unprocessable', `An organisation has at most ${METRICS_MAX} metrics. Delete one first.`)
