import { ordersAbove } from '../../../core/measure/winsorise.ts'
import type { Database } from '../../../runtime/db/session.ts'

/** What is known of the amounts of a template, of both arms. */
export interface AmountLimits {
  /** The 99.5th percentile of all orders. Undefined if so few orders are known that none exceeds it. */
  readonly cap: number | undefined
  /** The smallest amount of a message; below zero if refunds took more than it brought. Undefined without amounts. */
  readonly lowest: number | undefined
}

interface AmountPlace {
  readonly orgId: number
  readonly templateId: string
  /** The name of the amounts, see `amountKey`. */
  readonly currency: string
}

export async function loadLimits(
  db: Database,
  { orgId, templateId, currency }: AmountPlace,
): Promise<AmountLimits> {
  const place = [orgId, templateId, currency]
  const [row] = await db.query<{ orders: number; lowest: number | null }>({
    name: 'results-orders',
    text: `select coalesce(sum(count), 0)::bigint as orders,
             (select amount_minor from message_amounts where org_id = $1 and template_id = $2 and currency = $3
              order by amount_minor limit 1) as lowest
           from amount_sums where org_id = $1 and template_id = $2 and currency = $3`,
    values: place,
  })
  const above = ordersAbove(row?.orders ?? 0)
  const lowest = row?.lowest ?? undefined
  if (above === 0) return { cap: undefined, lowest }
  const [cap] = await db.query<{ amount: number }>({
    name: 'results-cap',
    text: `select amount from (
             select amount_minor as amount, sum(messages) over (order by amount_minor desc rows unbounded preceding) as so_far
             from message_amounts where org_id = $1 and template_id = $2 and currency = $3) largest
           where so_far > $4 order by amount desc limit 1`,
    values: [...place, above],
  })
  return { cap: cap?.amount, lowest }
}
