import { sql } from 'kysely'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Reweighting } from '../../runtime/catalog/reweighting.ts'
import type { Database } from '../../runtime/db/session.ts'
import { COUNT_NAMES, type CountName } from './schema/figures.ts'
import type { Bucket } from './series/series-schema.ts'

/** Sums of one variant in one arm, in one stretch of time. */
export interface Tally extends Readonly<Record<CountName, number>> {
  /** Beginning of the bucket. */
  readonly at: Date
  readonly variantId: string
  readonly arm: string
  /** The first hour with any count; null if there is none. */
  readonly firstAt: Date | null
  /** The decisions and sends that were decided in hours after `openAfter`. */
  readonly openDecisions: number
  readonly openSends: number
  /** The conversions of these messages so far. */
  readonly openConversions: number
  readonly openMoney: Readonly<Record<string, Money>>
  /** By currency. */
  readonly money: Readonly<Record<string, Money>>
  /** By the id of the custom metric. */
  readonly metrics: Readonly<Record<string, MetricSums>>
  /** Those of open messages. */
  readonly openMetrics: Readonly<Record<string, MetricSums>>
}

/** Sums of a custom metric: amounts in minor units or thousandths. */
export interface MetricSums {
  readonly messages: number
  readonly amount: number
  /** Sum of the squared amounts per message. */
  readonly squares: number
}

export interface Money {
  /** Minor units. */
  readonly amount: number
  /** Sum of the squared amounts per message. */
  readonly squares: number
  readonly orders: number
}

export interface Scope {
  readonly orgId: number
  readonly templateId: string
  /** Included; undefined for the beginning. */
  readonly from: Date | undefined
  /** Not included; undefined for the end. */
  readonly to: Date | undefined
}

// Weeks begin on Monday, days at midnight of the zone.
const BUCKETS = {
  all: `'epoch'::timestamptz`,
  hour: 'hour',
  day: `date_trunc('day', hour, $7)`,
  week: `date_trunc('week', hour, $7)`,
} as const satisfies Readonly<Record<Bucket | 'all', string>>

const WITHIN = `org_id = $1 and template_id = $2
  and hour >= coalesce($3::timestamptz, '-infinity') and hour < coalesce($4::timestamptz, 'infinity')`

export interface TallyOptions {
  readonly bucket: Bucket | 'all'
  /** Decisions in hours that begin after this moment are counted once more, as open. */
  readonly openAfter: Date
  /** The maximum number of rows. */
  readonly rowsMax: number
  /** The IANA zone in which days and weeks begin. */
  readonly timezone?: string
}

/** The counts per bucket, variant and arm, oldest first. */
export async function loadTallies(
  db: Database,
  { orgId, templateId, from, to }: Scope,
  { bucket, openAfter, rowsMax, timezone = 'UTC' }: TallyOptions,
): Promise<readonly Tally[]> {
  return db.query<Tally>({
    name: `results-${bucket}`,
    text: `with counts as (
        select ${BUCKETS[bucket]} as at, variant_id, arm, ${COUNT_NAMES.map(name => `sum(${name}) as ${name}`).join(', ')},
          sum(decisions) filter (where hour > $5) as open_decisions, sum(sends) filter (where hour > $5) as open_sends,
          sum(conversions) filter (where hour > $5) as open_conversions,
          min(hour) filter (where decisions > 0 or sends > 0) as first_at
        from variant_counts where ${WITHIN} group by 1, 2, 3),
      sums as (
        select ${BUCKETS[bucket]} as at, variant_id, arm, currency, sum(amount_minor) as amount, sum(squares) as squares, sum(orders) as orders,
          coalesce(sum(amount_minor) filter (where hour > $5), 0) as open_amount, coalesce(sum(squares) filter (where hour > $5), 0) as open_squares,
          coalesce(sum(orders) filter (where hour > $5), 0) as open_orders
        from variant_revenue where ${WITHIN} group by 1, 2, 3, 4 having sum(orders) <> 0 or sum(amount_minor) <> 0),
      money as (
        select at, variant_id, arm,
          jsonb_object_agg(currency, jsonb_build_object('amount', amount, 'squares', squares, 'orders', orders)) as money,
          jsonb_object_agg(currency, jsonb_build_object('amount', open_amount, 'squares', open_squares, 'orders', open_orders)) as open_money
        from sums group by 1, 2, 3),
      measured as (
        select ${BUCKETS[bucket]} as at, variant_id, arm, metric, sum(messages) as messages, sum(amount) as amount, sum(squares) as squares,
          coalesce(sum(messages) filter (where hour > $5), 0) as open_messages, coalesce(sum(amount) filter (where hour > $5), 0) as open_amount,
          coalesce(sum(squares) filter (where hour > $5), 0) as open_squares
        from variant_metrics where ${WITHIN} group by 1, 2, 3, 4 having sum(messages) <> 0 or sum(amount) <> 0),
      custom as (
        select at, variant_id, arm,
          jsonb_object_agg(metric, jsonb_build_object('messages', messages, 'amount', amount, 'squares', squares)) as metrics,
          jsonb_object_agg(metric, jsonb_build_object('messages', open_messages, 'amount', open_amount, 'squares', open_squares)) as open_metrics
        from measured group by 1, 2, 3)
      select at, variant_id as "variantId", arm, ${COUNT_NAMES.map(name => `coalesce(${name}, 0) as ${name}`).join(', ')},
        coalesce(open_decisions, 0) as "openDecisions", coalesce(open_sends, 0) as "openSends",
        coalesce(open_conversions, 0) as "openConversions", coalesce(open_money, '{}') as "openMoney", coalesce(money, '{}') as money,
        coalesce(metrics, '{}') as metrics, coalesce(open_metrics, '{}') as "openMetrics", first_at as "firstAt"
      from counts full join money using (at, variant_id, arm) full join custom using (at, variant_id, arm) order by at, variant_id, arm limit $6`,
    values: [
      ...[orgId, templateId, from ?? null, to ?? null, openAfter, rowsMax],
      ...(bucket === 'day' || bucket === 'week' ? [timezone] : []),
    ],
  })
}

export interface ListedVariant {
  readonly id: string
  readonly name: string
  readonly isControl: boolean
  readonly status: string
  readonly themes: readonly string[]
  /** Whether only people with some attributes may get it. */
  readonly isTargeted: boolean
}

/** All variants, including archived ones: the control first, then by age. */
export async function loadVariants(
  { kysely }: Database,
  { orgId, templateId }: Pick<Scope, 'orgId' | 'templateId'>,
): Promise<readonly ListedVariant[]> {
  return kysely
    .selectFrom('variants')
    .select(['id', 'name', 'is_control as isControl', 'status', 'themes'])
    .select(sql<boolean>`attrs <> '{}'::jsonb`.as('isTargeted'))
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .orderBy('is_control', 'desc')
    .orderBy('id')
    .execute()
}

export interface Allocation {
  readonly at: Date
  /** By variant id. */
  readonly weights: Readonly<Record<string, number>>
  /** The share of control among all messages; null for rows of earlier versions. */
  readonly controlShare: number | null
  readonly reason: Reweighting | null
}

/**
 * The division of traffic over time, oldest first, starting with the division in force at `from`. A very long list
 * keeps only every second, third and so on, counted from the latest, so that the present division stays.
 */
export async function loadAllocations(
  db: Database,
  { orgId, templateId, from, to }: Scope,
  rowsMax: number,
): Promise<readonly Allocation[]> {
  return db.query<Allocation>({
    name: 'results-allocations',
    text: `with wanted as (
        select computed_at, version, weights, control_share, reason,
          row_number() over (order by computed_at desc, version desc) as place, count(*) over () as total
        from allocations
        where org_id = $1 and template_id = $2 and computed_at < coalesce($4::timestamptz, 'infinity')
          and computed_at >= coalesce((
            select max(computed_at) from allocations where org_id = $1 and template_id = $2 and computed_at <= $3::timestamptz), '-infinity'))
      select computed_at as at, weights, control_share as "controlShare", reason from wanted
      where (place - 1) % ceil(total / $5::numeric) = 0
      order by computed_at, version`,
    values: [orgId, templateId, from ?? null, to ?? null, rowsMax],
  })
}

/** What changes whenever the counts of a template change, see `cache.ts`: text without a meaning of its own. */
export async function loadCountStamp(
  db: Database,
  { orgId, templateId }: Pick<Scope, 'orgId' | 'templateId'>,
  variantIds: readonly string[],
  now: Date,
): Promise<string> {
  const since = new Date(now.getTime() - RECENT_MS)
  const [row] = await db.query<{ stamp: string }>({
    name: 'results-stamp',
    text: `select coalesce((select version from count_versions where org_id = $1 and template_id = $2), 0)::text || ' ' ||
             coalesce(string_agg(variant_id || arm || hour || decisions, ' ' order by variant_id, arm, hour), '') as stamp
           from variant_counts where org_id = $1 and template_id = $2 and variant_id = any($3::uuid[])
             and arm in ('control', 'treatment', 'fallback') and hour >= $4`,
    values: [orgId, templateId, variantIds, since],
  })
  return row?.stamp ?? ''
}

// A decision changes the counts of its hour, and no version. It can be withdrawn for some seconds.
const RECENT_MS = 2 * HOUR_MS
