-- With how many decimals amounts are stored: docs/decisions/0007-currency-scale.md. Owner: src/features/orgs.
--
-- Until now the tables of the running Node said it. From here on src/lib/currencies.ts does, and the amounts that an
-- organisation has in a currency keep the decimals that they were stored with. No amount changes.

create temporary table kept_digits on commit drop as
with used as (
  select org_id, currency from events where amount_minor is not null and currency is not null
  union select org_id, currency from variant_revenue
), certain as (
  -- Every Node from 20.19 on gave these decimals; ISO 4217 or the default for unknown codes says otherwise.
  select org_id, currency, 0 as digits from used where currency in ('ADP', 'AFN', 'ALL', 'BYR', 'ESP', 'IQD', 'IRR', 'ITL', 'KPW',
    'LAK', 'LBP', 'LUF', 'MGA', 'MGF', 'MMK', 'MRO', 'SLL', 'SOS', 'STD', 'SYP', 'TMM', 'TRL', 'YER', 'ZMK', 'ZWD')
), doubtful as (
  -- Until ICU 77 (as in Node 20.19, 22.12 and 24.11) RSD had none and the others two; since ICU 78 (Node 20.20) it is the
  -- other way round. ISO 4217 says two for all.
  select org_id, currency, currency <> 'RSD' as had_two from used where currency in ('COP', 'HUF', 'IDR', 'PKR', 'RSD')
), amounts as (
  -- The calls that are still kept say the amount as the sender wrote it.
  select d.org_id, d.currency, d.had_two, abs(e.amount_minor) as minor, encode(r.body, 'escape') as body
  from doubtful d
    cross join lateral (
      select id, request_id, received_at, amount_minor from events
      where org_id = d.org_id and currency = d.currency and amount_minor <> 0
      order by received_at desc limit 500) e
    join inbound_requests r on (r.org_id, r.id, r.received_at) = (d.org_id, e.request_id, e.received_at)
), written as (
  select org_id, currency, had_two, body ~ ('(^|[^0-9.])' || minor || '(\.0+)?($|[^0-9.])') as with_none,
    body ~ ('(^|[^0-9.])' || case when minor % 100 = 0 then minor / 100 || '(\.0+)?'
      else replace(trim_scale(minor / 100.0)::text, '.', '\.') || '0*' end || '($|[^0-9.])') as with_two
  from amounts
), votes as (
  -- Above zero: decimals as until ICU 77.
  select org_id, currency, sum(case when with_two = had_two then 1 else -1 end) as old_tables
  from written where with_none <> with_two group by 1, 2
), found as (
  -- What an organisation has not got is taken from the others: one Node wrote for all.
  select d.org_id, d.currency, d.had_two,
    coalesce(nullif(v.old_tables, 0), (select sum(old_tables) from votes), 0) as old_tables
  from doubtful d left join votes v on (v.org_id, v.currency) = (d.org_id, d.currency)
)
select org_id, currency, digits from certain
union all
select org_id, currency, 0 from found where old_tables <> 0 and (old_tables > 0) <> had_two;

-- Last, so that nobody waits for the above.
alter table orgs add column currency_digits jsonb not null default '{}';

update orgs set currency_digits = kept.digits
from (select org_id, jsonb_object_agg(currency, digits) as digits from kept_digits group by 1) kept
where orgs.id = kept.org_id;
