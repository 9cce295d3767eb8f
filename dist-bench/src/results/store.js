import { COUNT_NAMES } from './schema.js';
// Weeks begin on Monday, days at midnight UTC.
const BUCKETS = {
    all: `'epoch'::timestamptz`,
    hour: 'hour',
    day: `date_trunc('day', hour, 'UTC')`,
    week: `date_trunc('week', hour, 'UTC')`,
};
const WITHIN = `org_id = $1 and template_id = $2
  and hour >= coalesce($3::timestamptz, '-infinity') and hour < coalesce($4::timestamptz, 'infinity')`;
/** What was counted, per bucket, variant and arm, oldest first. */
export async function loadTallies(db, { orgId, templateId, from, to }, { bucket, openAfter, rowsMax }) {
    return db.query({
        name: `results-${bucket}`,
        text: `with counts as (
        select ${BUCKETS[bucket]} as at, variant_id, arm, ${COUNT_NAMES.map(name => `sum(${name}) as ${name}`).join(', ')},
          sum(decisions) filter (where hour > $5) as open_decisions, sum(sends) filter (where hour > $5) as open_sends
        from variant_counts where ${WITHIN} group by 1, 2, 3),
      sums as (
        select ${BUCKETS[bucket]} as at, variant_id, arm, currency, sum(amount_minor) as amount, sum(squares) as squares, sum(orders) as orders
        from variant_revenue where ${WITHIN} group by 1, 2, 3, 4),
      money as (
        select at, variant_id, arm,
          jsonb_object_agg(currency, jsonb_build_object('amount', amount, 'squares', squares, 'orders', orders)) as money
        from sums group by 1, 2, 3)
      select at, variant_id as "variantId", arm, ${COUNT_NAMES.map(name => `coalesce(${name}, 0) as ${name}`).join(', ')},
        coalesce(open_decisions, 0) as "openDecisions", coalesce(open_sends, 0) as "openSends", coalesce(money, '{}') as money
      from counts full join money using (at, variant_id, arm) order by at, variant_id, arm limit $6`,
        values: [orgId, templateId, from ?? null, to ?? null, openAfter, rowsMax],
    });
}
/** All variants, archived ones too, the control first and then by age. */
export async function loadVariants({ kysely }, { orgId, templateId }) {
    return kysely
        .selectFrom('variants')
        .select(['id', 'name', 'is_control as isControl', 'status', 'themes'])
        .where('org_id', '=', orgId)
        .where('template_id', '=', templateId)
        .orderBy('is_control', 'desc')
        .orderBy('id')
        .execute();
}
const ALLOCATIONS_MAX = 1000;
/**
 * How traffic was divided, oldest first, beginning with the division in force at `from`. Of very many,
 * every second, third and so on is left out, counted from the latest, so that the present one stays.
 */
export async function loadAllocations(db, { orgId, templateId, from, to }) {
    return db.query({
        name: 'results-allocations',
        text: `with wanted as (
        select version, row_number() over (order by computed_at desc, version desc) as place, count(*) over () as total
        from allocations
        where org_id = $1 and template_id = $2 and computed_at < coalesce($4::timestamptz, 'infinity')
          and computed_at >= coalesce((
            select max(computed_at) from allocations where org_id = $1 and template_id = $2 and computed_at <= $3::timestamptz), '-infinity'))
      select computed_at as at, weights from allocations
      where org_id = $1 and template_id = $2
        and version in (select version from wanted where (place - 1) % ceil(total / $5::numeric) = 0)
      order by computed_at, version`,
        values: [orgId, templateId, from ?? null, to ?? null, ALLOCATIONS_MAX],
    });
}
