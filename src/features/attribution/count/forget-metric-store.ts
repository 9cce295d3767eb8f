import { sql, type Transaction } from 'kysely'
import { customKey } from '../../../core/measure/custom-metric.ts'
import { lockOrgWithin } from '../../../runtime/db/by-org/org-lock.ts'
import type { Tables } from '../../../runtime/db/tables.ts'

/** Deletes everything that was counted for a custom metric. It waits for the events that are being processed. */
export async function forgetMetric(
  transaction: Transaction<Tables>,
  orgId: number,
  id: string,
): Promise<void> {
  const key = customKey(id)
  await lockOrgWithin(transaction, orgId)
  const statements = [
    sql`with gone as (delete from metric_credits where org_id = ${orgId} and metric = ${id} returning occurred_at)
        update warehouse_export_days set is_changed = true where org_id = ${orgId} and not is_changed
          and day in (select (occurred_at at time zone 'UTC')::date from gone)`,
    sql`delete from variant_metrics where org_id = ${orgId} and metric = ${id}`,
    sql`delete from cohort_counts where org_id = ${orgId} and measure = ${key}`,
    sql`delete from person_counts where org_id = ${orgId} and measure = ${key}`,
    sql`delete from message_amounts where org_id = ${orgId} and currency = ${key}`,
    sql`delete from amount_sums where org_id = ${orgId} and currency = ${key}`,
    sql`update messages set metrics = metrics - ${id}::text where org_id = ${orgId} and metrics ? ${id}`,
    sql`update events set metrics = nullif(metrics - ${id}::text, '{}') where org_id = ${orgId} and metrics ? ${id}`,
  ]
  for (const statement of statements) await statement.execute(transaction)
}
