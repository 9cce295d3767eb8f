-- A message that lost more by refunds than it brought has an amount below zero. Such amounts were in no sum. They are in the
-- sums of money, and not among the orders: `count` and the logarithms are of amounts above zero. Owner: src/features/attribution.

with lost as (
  insert into message_amounts (org_id, template_id, currency, decision_id, starts_at, variant_id, arm, cell, propensity, amount_minor)
  select d.org_id, d.template_id, money.key, d.id, date_bin('5 minutes', coalesce(m.sent_at, d.decided_at), 'epoch'::timestamptz),
    coalesce(d.variant_id, '00000000-0000-0000-0000-000000000000'), d.arm, coalesce(d.cell, ''), d.propensity, money.amount
  from messages m join decisions d on (d.org_id, d.id, d.decided_at) = (m.org_id, m.decision_id, m.decided_at)
    cross join lateral (
      select key, (value->>'amount')::bigint as amount from jsonb_each(m.revenue)
      union all
      select 'custom:' || key, (value->>'amount')::bigint from jsonb_each(m.metrics)) as money
  where d.counted and d.arm in ('control', 'treatment') and (d.variant_id is not null or d.reason = 'external-control')
    and money.amount < 0
  on conflict do nothing
  returning org_id, template_id, variant_id, arm, cell, currency, amount_minor
)
insert into amount_sums as sums (org_id, template_id, variant_id, arm, cell, currency, count, amount_minor, squares, log_sum, log_squares)
select org_id, template_id, variant_id, arm, cell, currency, 0, sum(amount_minor), sum(amount_minor::numeric ^ 2), 0, 0
from lost group by 1, 2, 3, 4, 5, 6
on conflict (org_id, template_id, currency, variant_id, arm, cell) do update set
  amount_minor = sums.amount_minor + excluded.amount_minor, squares = sums.squares + excluded.squares;
