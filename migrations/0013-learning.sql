-- What the optimiser keeps: whole numbers that add up in any order. Owner: src/attribution (src/generate adds decisions).

-- How a template learns, besides its algorithm and epsilon: see LearningBody in src/templates/schema.ts.
alter table templates add column learning jsonb not null default '{}';

-- The cell of attributes that a contextual policy learns by ('' without one), the table that the choice was looked up
-- in and the row of it. No row but a table: the even share. Neither: no policy was asked.
alter table decisions
  add column cell text not null default '',
  add column table_id uuid,
  add column table_row smallint;

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
  -- Two bytes a row, the more significant first.
  winners     bytea not null,
  created_at  timestamptz not null,
  primary key (org_id, id)
);

create index policy_tables_by_age on policy_tables (created_at);

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
