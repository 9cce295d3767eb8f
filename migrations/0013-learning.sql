-- What the optimiser keeps: whole numbers that add up in any order. Owner: src/attribution (src/generate adds decisions).

-- How a template learns, besides its algorithm and epsilon: see LearningBody in src/templates/schema.ts.
alter table templates add column learning jsonb not null default '{}';

-- The cell of attributes that a contextual policy learns by ('' without one), the table that the choice was looked up
-- in and the row of it. No row but a table: the even share. Neither: no policy was asked.
alter table decisions
  add column cell text not null default '',
  add column table_id uuid,
  add column table_row smallint,
  -- The even share that the choice was made with; null where no policy was asked.
  add column epsilon float8;

-- A table of draws: which of the eligible variants wins each row. The id is made of the content, so that processes which
-- come to the same table share it, and a decision can be looked up again bit for bit. Owner: src/generate.
create table policy_tables (
  org_id      int not null,
  id          uuid not null,
  template_id text not null,
  version     bigint not null,
  algorithm   text not null,
  cell        text not null,
  -- In the order in which the rows name them.
  variants    uuid[] not null,
  -- A byte a row or, beyond 256 variants, two, the more significant first.
  winners     bytea not null,
  -- When a process began to use it, the last time.
  used_at     timestamptz not null,
  primary key (org_id, id)
);

create index policy_tables_by_age on policy_tables (org_id, used_at);

-- When each thing first happened to a message, to know its age.
alter table messages
  add column opened_at          timestamptz,
  add column machine_opened_at  timestamptz,
  add column clicked_at         timestamptz,
  add column machine_clicked_at timestamptz,
  add column converted_at       timestamptz,
  add column unsubscribed_at    timestamptz,
  add column complained_at      timestamptz;

-- Messages by when they were sent, and what happened to them by how old they were. Old ones are added up over longer spans.
create table cohort_counts (
  org_id         int not null,
  template_id    text not null,
  variant_id     uuid not null,
  arm            text not null,
  cell           text not null,
  -- Whether the even share chose it: a sample of all variants that no policy has bent.
  is_even        boolean not null,
  -- Messages sent from here on, for so many minutes.
  starts_at      timestamptz not null,
  minutes        int not null,
  -- decision, send, open, click, conversion, unsubscribe, complaint, machine_open or machine_click.
  measure        text not null,
  -- The bucket of src/bandit/cohort.ts; 0 for decisions and sends.
  age            smallint not null,
  count          bigint not null,
  -- Sums of 1/e, 1/sqrt(e) in units of 2^-20, and of 1/e^2 in units of 2^-10, over those messages; e is the propensity.
  inverse        bigint not null,
  inverse_root   bigint not null,
  inverse_square bigint not null,
  primary key (org_id, template_id, measure, variant_id, arm, cell, is_even, starts_at, minutes, age)
) with (fillfactor = 70);

-- One row for each message that brought money: count, sum and logarithms are added up from here, and so is the tail.
create table message_amounts (
  org_id       int not null,
  template_id  text not null,
  currency     text not null,
  decision_id  uuid not null,
  -- The beginning of the five minutes that it was sent in.
  starts_at    timestamptz not null,
  variant_id   uuid not null,
  arm          text not null,
  cell         text not null,
  propensity   float8 not null,
  -- Of the message, minor units.
  amount_minor bigint not null,
  primary key (org_id, template_id, currency, decision_id)
);

create index message_amounts_by_size on message_amounts (org_id, template_id, currency, amount_minor desc);

-- The same as sums. Logarithms of amounts in units of 2^-20.
create table amount_sums (
  org_id       int not null,
  template_id  text not null,
  variant_id   uuid not null,
  arm          text not null,
  cell         text not null,
  currency     text not null,
  -- Messages with an amount above zero.
  count        bigint not null,
  amount_minor numeric not null,
  squares      numeric not null,
  log_sum      bigint not null,
  log_squares  numeric not null,
  primary key (org_id, template_id, currency, variant_id, arm, cell)
) with (fillfactor = 70);

-- From here on: the same of everything that is known already. src/attribution/backfill.test.ts runs it.

update messages m set opened_at = first.opened_at, machine_opened_at = first.machine_opened_at, clicked_at = first.clicked_at,
  machine_clicked_at = first.machine_clicked_at, converted_at = first.converted_at, unsubscribed_at = first.unsubscribed_at,
  complained_at = first.complained_at
from (select org_id, decision_id, decided_at,
        min(occurred_at) filter (where metric in ('open', 'impression') and not machine) as opened_at,
        min(occurred_at) filter (where metric in ('open', 'impression') and machine) as machine_opened_at,
        min(occurred_at) filter (where metric = 'click' and not machine) as clicked_at,
        min(occurred_at) filter (where metric = 'click' and machine) as machine_clicked_at,
        min(occurred_at) filter (where metric = 'conversion' and not machine) as converted_at,
        min(occurred_at) filter (where metric = 'unsubscribe' and not machine) as unsubscribed_at,
        min(occurred_at) filter (where metric = 'complaint' and not machine) as complained_at
      from attributions group by 1, 2, 3) first
where (m.org_id, m.decision_id, m.decided_at) = (first.org_id, first.decision_id, first.decided_at);

with edges as (
  -- AGE_EDGES_MS of src/bandit/cohort.ts, in minutes.
  select array(
    select generate_series(0, 15, 1) union select generate_series(20, 120, 5) union select generate_series(135, 360, 15)
    union select generate_series(420, 2880, 60) union select generate_series(3240, 50400, 360) order by 1)::numeric[] as minutes
), counted as (
  select d.org_id, d.template_id, coalesce(d.variant_id, '00000000-0000-0000-0000-000000000000') as variant_id, d.arm,
    greatest(d.propensity, 9.5367431640625e-07::float8) as e, d.decided_at, coalesce(m.sent_at, d.decided_at) as base, m.*
  from decisions d left join (
    select org_id as of_org, decision_id, decided_at as of_moment, sent_at, opened_at, machine_opened_at, clicked_at, machine_clicked_at,
      converted_at, unsubscribed_at, complained_at from messages) m
    on (m.of_org, m.decision_id, m.of_moment) = (d.org_id, d.id, d.decided_at)
  where d.counted and d.arm in ('control', 'treatment') and (d.variant_id is not null or d.reason = 'external-control')
), happened as (
  select org_id, template_id, variant_id, arm, e, decided_at as counted_at, 'decision' as measure, 0 as age from counted
  union all
  select org_id, template_id, variant_id, arm, e, base, measure,
    greatest(width_bucket(extract(epoch from moment - base) / 60, edges.minutes) - 1, 0)
  from edges, counted cross join lateral (values ('send', sent_at), ('open', opened_at), ('machine_open', machine_opened_at),
    ('click', clicked_at), ('machine_click', machine_clicked_at), ('conversion', converted_at),
    ('unsubscribe', unsubscribed_at), ('complaint', complained_at)) as seen (measure, moment)
  where moment is not null
)
insert into cohort_counts (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age, count, inverse, inverse_root, inverse_square)
select org_id, template_id, variant_id, arm, '', false, date_bin('5 minutes', counted_at, 'epoch'::timestamptz), 5, measure, age, count(*),
  sum(floor(1048576 / e + 0.5)::bigint), sum(floor(1048576 / sqrt(e) + 0.5)::bigint), sum(floor(1024 / (e * e) + 0.5)::bigint)
from happened group by 1, 2, 3, 4, 7, 9, 10;

insert into message_amounts (org_id, template_id, currency, decision_id, starts_at, variant_id, arm, cell, propensity, amount_minor)
select d.org_id, d.template_id, money.key, d.id, date_bin('5 minutes', coalesce(m.sent_at, d.decided_at), 'epoch'::timestamptz),
  coalesce(d.variant_id, '00000000-0000-0000-0000-000000000000'), d.arm, '', d.propensity, (money.value->>'amount')::bigint
from messages m join decisions d on (d.org_id, d.id, d.decided_at) = (m.org_id, m.decision_id, m.decided_at)
  cross join lateral jsonb_each(m.revenue) as money
where d.counted and d.arm in ('control', 'treatment') and (d.variant_id is not null or d.reason = 'external-control')
  and (money.value->>'amount')::bigint > 0;

insert into amount_sums (org_id, template_id, variant_id, arm, cell, currency, count, amount_minor, squares, log_sum, log_squares)
select org_id, template_id, variant_id, arm, cell, currency, count(*), sum(amount_minor), sum(amount_minor::numeric ^ 2), sum(log), sum(log::numeric ^ 2)
from message_amounts cross join lateral (select floor(ln(amount_minor::float8) * 1048576 + 0.5)::bigint as log) logs
group by 1, 2, 3, 4, 5, 6;
