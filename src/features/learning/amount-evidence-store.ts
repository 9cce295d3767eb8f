import { amountKey } from '../../core/measure/key-metric.ts'
import type { AmountSums } from '../../core/measure/winsorise.ts'
import { LOG_UNIT, ordersAbove, winsorise } from '../../core/measure/winsorise.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Metric } from '../../runtime/catalog/catalog.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadByOrg, type Place } from './policy-store.ts'

/** A metric of a template whose amounts are wanted. */
export interface WantedAmounts extends Place {
  readonly metric: Metric
}

const keyOf = ({ org, metric }: WantedAmounts): string => amountKey(metric, org.currency)

const IN_CURRENCY = {
  template_id: ['text', ({ template }: WantedAmounts) => template.id],
  currency: ['text', keyOf],
} as const

const CURRENCIES = rows<WantedAmounts>(IN_CURRENCY, { as: 'wanted' })
const CAPS = rows<WantedAmounts & { readonly above: number }>(
  { ...IN_CURRENCY, above: ['int', ({ above }) => above] },
  { as: 'wanted' },
)

interface SumsRow extends AmountSums {
  readonly place: string
  readonly arm: string
  readonly variantId: string
}

/**
 * Loads the amounts of messages by metric, revenue in the organisations' currencies, capped at the 99.5th percentile of
 * the treated variants' orders.
 * @returns sums by organisation id, template id, `amountKey`, arm and variant id, joined with bars
 */
export async function loadAmounts(
  db: Database,
  places: readonly WantedAmounts[],
): Promise<ReadonlyMap<string, AmountSums>> {
  const sums = await loadSums(db, places)
  const ordersOf = new Map(
    [...groupBy(sums, ({ place }) => place)].map(([place, rows]) => [place, treatedOrders(rows)]),
  )
  const large = groupBy(await loadLarge(db, places, ordersOf), ({ place }) => place)
  return new Map(
    sums.map(({ place, arm, variantId, ...own }) => {
      const rows = large.get(place) ?? []
      const amounts = rows
        .filter(row => row.arm === arm && row.variantId === variantId)
        .map(row => row.amount)
      return [
        `${place}|${arm}|${variantId}`,
        winsorise(own, amounts, rows[0]?.cap ?? Number.POSITIVE_INFINITY),
      ]
    }),
  )
}

const treatedOrders = (rows: readonly SumsRow[]): number =>
  rows.filter(({ arm }) => arm === 'treatment').reduce((sum, { count }) => sum + count, 0)

async function loadSums(db: Database, places: readonly WantedAmounts[]): Promise<readonly SumsRow[]> {
  const rows = await loadByOrg(places, (orgId, own) =>
    db.query<SumsRow>({
      name: 'evidence-amounts',
      text: `select $1::int || '|' || template_id || '|' || currency as place, arm, variant_id as "variantId", sum(count)::bigint as count,
             sum(amount_minor) as sum, sum(squares) as "sumOfSquares", sum(log_sum)::bigint as "logSum", sum(log_squares) as "logSumOfSquares"
           from amount_sums join ${CURRENCIES.sql} using (template_id, currency) where org_id = $1
           group by 1, 2, 3`,
      values: [orgId, ...CURRENCIES.values(own)],
    }),
  )
  return rows.map(row => ({
    ...row,
    logSum: row.logSum * LOG_UNIT,
    logSumOfSquares: row.logSumOfSquares * LOG_UNIT ** 2,
  }))
}

interface LargeRow {
  readonly place: string
  readonly arm: string
  readonly variantId: string
  readonly amount: number
  /** The cap: the amount is reduced to it. */
  readonly cap: number
}

/** Loads the orders of both arms that are larger than the percentile. */
async function loadLarge(
  db: Database,
  places: readonly WantedAmounts[],
  ordersOf: ReadonlyMap<string, number>,
): Promise<readonly LargeRow[]> {
  const wanted = places
    .map(wanted => ({
      ...wanted,
      above: ordersAbove(ordersOf.get(`${wanted.org.id}|${wanted.template.id}|${keyOf(wanted)}`) ?? 0),
    }))
    .filter(({ above }) => above > 0)
  return loadByOrg(wanted, (orgId, own) =>
    db.query({
      name: 'evidence-large-amounts',
      text: `select $1::int || '|' || wanted.template_id || '|' || wanted.currency as place, large.arm, large.variant_id as "variantId", large.amount_minor as amount, cap.amount_minor as cap
           from ${CAPS.sql}
           cross join lateral (
             select amount_minor from (
               select amount_minor, sum(messages) over (order by amount_minor desc rows unbounded preceding) as so_far from message_amounts m
               where (m.org_id, m.template_id, m.currency) = ($1, wanted.template_id, wanted.currency) and arm = 'treatment') largest
             where so_far > wanted.above order by amount_minor desc limit 1) cap
           cross join lateral (
             select arm, variant_id, amount_minor from message_amounts m cross join lateral generate_series(1, messages)
             where (m.org_id, m.template_id, m.currency) = ($1, wanted.template_id, wanted.currency) and amount_minor > cap.amount_minor) large`,
      values: [orgId, ...CAPS.values(own)],
    }),
  )
}
