import type { Selectable, Transaction } from 'kysely'
import { customKey } from '../../core/measure/custom-metric.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { CustomMetricRow } from '../../runtime/db/table-rows/configuration-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import type { MetricBody, MetricPatch } from './schema.ts'

export type StoredMetric = Selectable<CustomMetricRow>
type OrgKey = Pick<Org, 'id'>

export const listMetrics = (kysely: Database['kysely'], { id }: OrgKey): Promise<StoredMetric[]> =>
  kysely
    .selectFrom('custom_metrics')
    .selectAll()
    .where('org_id', '=', id)
    .orderBy('name')
    .orderBy('id')
    .execute()

/** Undefined if the id is taken. */
export const insertMetric = (
  transaction: Transaction<Tables>,
  org: OrgKey,
  { parts, ...metric }: MetricBody & { readonly window_days: number },
  now: Date,
): Promise<StoredMetric | undefined> =>
  transaction
    .insertInto('custom_metrics')
    .values({
      ...{ ...metric, parts: JSON.stringify(parts) },
      ...{ org_id: org.id, created_at: now, updated_at: now },
    })
    .onConflict(conflict => conflict.columns(['org_id', 'id']).doNothing())
    .returningAll()
    .executeTakeFirst()

/** Undefined if there is no such metric. */
export const readMetric = (
  kysely: Database['kysely'],
  org: OrgKey,
  id: string,
): Promise<StoredMetric | undefined> =>
  kysely
    .selectFrom('custom_metrics')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('id', '=', id)
    .executeTakeFirst()

/** Undefined if there is no such metric. */
export const updateMetric = (
  transaction: Transaction<Tables>,
  org: OrgKey,
  id: string,
  patch: MetricPatch,
  now: Date,
): Promise<StoredMetric | undefined> =>
  transaction
    .updateTable('custom_metrics')
    .set({ ...patch, updated_at: now })
    .where('org_id', '=', org.id)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()

export const deleteMetric = (transaction: Transaction<Tables>, org: OrgKey, id: string) =>
  transaction
    .deleteFrom('custom_metrics')
    .where('org_id', '=', org.id)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()

/** What uses a metric. */
export interface Uses {
  /** Ids of the templates that name it, in order. Archived templates count too. */
  readonly templates: readonly string[]
  /** Ids of the weighted metrics that it is a part of. */
  readonly metrics: readonly string[]
}

/** What uses each metric, by its id. */
export async function loadUses(kysely: Database['kysely'], org: OrgKey): Promise<(metric: string) => Uses> {
  const templates = await kysely
    .selectFrom('templates')
    .select(['id', 'key_metric', 'learning'])
    .where('org_id', '=', org.id)
    .orderBy('id')
    .execute()
  const metrics = await listMetrics(kysely, org)
  return metric => {
    // A key is written in quotes wherever a template names it.
    const key = JSON.stringify(customKey(metric))
    return {
      templates: templates
        .filter(({ key_metric, learning }) =>
          [JSON.stringify(key_metric), key_metric, JSON.stringify(learning)].some(text => text.includes(key)),
        )
        .map(({ id }) => id),
      metrics: metrics
        .filter(({ parts }) => parts.some(part => part.metric === customKey(metric)))
        .map(({ id }) => id),
    }
  }
}
