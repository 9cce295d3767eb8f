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
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { checkEvents, checkMetric } from './check-metric.ts'
import { MetricBody, MetricList, MetricParams, MetricPatch, MetricView, OrgParams } from './schema.ts'
import * as store from './store.ts'

export interface MetricsServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  /** Deletes everything that was counted for a metric. Passed as a function, because counting is another feature. */
  readonly forget: (transaction: Transaction<Tables>, orgId: number, metric: string) => Promise<void>
}

const METRICS_MAX = 50

/** The metrics that an organisation names itself. */
export const metricsRoutes: FastifyPluginAsyncTypebox<MetricsServices> = async (
  app,
  { access, db, clock, forget },
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
      return { items: (await store.listMetrics(db, org)).map(metric => viewOf(metric, usesOf(metric.id))) }
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
          'Counts the events that Parley reads from now on. A replay of stored calls counts earlier ones too.',
        body: MetricBody,
        response: { 201: MetricView, ...problemResponses },
      },
    },
    async ({ org, body }, reply) => {
      refuseAny(checkMetric(body))
      const isMoney = body.kind === 'sum' && body.value_field === null
      const metric = { ...body, currency: body.currency ?? (isMoney ? org.currency : null) }
      const created = await changeOrg(configuration, org, async transaction => {
        if ((await store.countMetrics(transaction, org)) >= METRICS_MAX) throw full()
        return store.insertMetric(transaction, org, metric, clock())
      })
      if (created === undefined) {
        throw new Problem('already-exists', `There is a metric "${body.id}" already. Change it with PATCH.`, [
          { field: '/id', message: 'is taken' },
        ])
      }
      return reply.status(201).send(viewOf(created, []))
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

/** @throws Problem conflict that names the templates that use the metric */
async function refuseUsed(
  transaction: Transaction<Tables>,
  org: Pick<Org, 'id'>,
  metric: string,
  done: string,
): Promise<void> {
  const templates = (await store.loadUses(transaction, org))(metric)
  if (templates.length === 0) return
  const names = templates.map(id => `"${id}"`).join(', ')
  throw new Problem(
    'conflict',
    `The metric is used by the ${templates.length === 1 ? 'template' : 'templates'} ${names}, so it cannot be ${done}. Choose another metric there first.`,
  )
}

const viewOf = (
  { org_id: _, created_at, updated_at, kind, direction, ...metric }: store.StoredMetric,
  usedBy: readonly string[],
): MetricView => ({
  ...metric,
  key: customKey(metric.id),
  // The columns allow no other words.
  kind: kind as MetricView['kind'],
  direction: direction as MetricView['direction'],
  used_by: [...usedBy],
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})

const missing = (id: string) =>
  new Problem('not-found', `There is no metric "${id}". List them to see their ids.`)

const full = () =>
  new Problem('unprocessable', `An organisation has at most ${METRICS_MAX} metrics. Delete one first.`)
