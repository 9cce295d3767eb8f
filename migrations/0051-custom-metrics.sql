-- Metrics that organisations name themselves. Owner of custom_metrics: src/features/metrics; of the other tables:
-- src/features/attribution.
--
-- A message's sum is a row of message_amounts and amount_sums whose `currency` is custom:<id>, and its success is a row of
-- cohort_counts whose `measure` is custom:<id>.

create table custom_metrics (
  org_id      int not null references orgs on delete cascade,
  id          text not null,
  name        text not null,
  kind        text not null check (kind in ('rate', 'sum')),
  -- Names of events; events without a name go by their type.
  events      text[] not null,
  -- The path to the number of an event; null: the amount of money that the event reports.
  value_field text,
  -- Null: the sum is no money.
  currency    text,
  direction   text not null check (direction in ('increase', 'decrease')),
  window_days float8 not null,
  archived    boolean not null default false,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (org_id, id)
);

-- Which events count for which messages.
create table metric_credits (
  org_id      int not null,
  decision_id uuid not null,
  decided_at  timestamptz not null,
  metric      text not null,
  event_id    uuid not null,
  occurred_at timestamptz not null,
  -- Minor units of the metric's currency, or thousandths.
  amount      bigint not null,
  -- Takes the amount back, and is no event of the metric.
  is_refund   boolean not null,
  primary key (org_id, decision_id, metric, event_id, decided_at)
) partition by range (decided_at);

create index metric_credits_by_event on metric_credits (org_id, event_id);

-- The same months as attributions has.
do $$
declare
  month record;
begin
  for month in
    select replace(child.relname, 'attributions', 'metric_credits') as name, pg_get_expr(child.relpartbound, child.oid) as bounds
    from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = 'attributions'::regclass and child.relkind = 'r'
  loop
    execute format('create table if not exists %I partition of metric_credits %s', month.name, month.bounds);
  end loop;
end $$;

-- The sums of results, by hour of the decision.
create table variant_metrics (
  org_id      int not null,
  template_id text not null,
  variant_id  uuid not null,
  arm         text not null check (arm in ('control', 'treatment', 'fallback')),
  hour        timestamptz not null,
  metric      text not null,
  messages    bigint not null,
  amount      numeric not null,
  -- Of the amounts of messages.
  squares     numeric not null,
  primary key (org_id, template_id, variant_id, arm, hour, metric)
) with (fillfactor = 70);

-- Adding these columns touches no row. It needs the tables for a moment.
do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table events, messages in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

-- The custom metrics that the event belongs to, with its amount for each: {"trials": 0}.
alter table events add column metrics jsonb;
-- By metric, when it first happened to the message and how much: {"trials": {"at": 1767225600000, "amount": 0}}.
alter table messages add column metrics jsonb not null default '{}';
