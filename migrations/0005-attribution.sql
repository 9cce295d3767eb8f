-- Which decision an event counts for, and the sums of it. Owner: src/attribution.

-- A platform's own message id, learned from an event that named the decision more directly.
create table message_ids (
  org_id      int not null,
  platform    text not null,
  message_id  text not null,
  decision_id uuid not null,
  -- The better teacher wins whatever the order of arrival: lower rank, then earlier event, then event id.
  rank        int not null,
  taught_at   timestamptz not null,
  event_id    uuid not null,
  -- Looked up by message id alone: reports of a batch come from several platforms.
  primary key (org_id, message_id, platform)
);

create index message_ids_by_decision on message_ids (org_id, decision_id);

-- User ids and addresses that were seen together belong to one person.
create table person_links (
  org_id  int not null,
  user_id text not null,
  email   text not null,
  primary key (org_id, user_id, email)
);

create index person_links_by_email on person_links (org_id, email);

create table attributions (
  org_id       int not null,
  decision_id  uuid not null,
  decided_at   timestamptz not null,
  event_id     uuid not null,
  metric       text not null,
  machine      boolean not null,
  occurred_at  timestamptz not null,
  amount_minor bigint,
  currency     text,
  primary key (org_id, decision_id, event_id, decided_at)
) partition by range (decided_at);

create index attributions_by_event on attributions (org_id, event_id);

-- One row a message about which anything was reported.
create table messages (
  org_id           int not null,
  decision_id      uuid not null,
  decided_at       timestamptz not null,
  template_id      text not null,
  variant_id       uuid,
  arm              text not null,
  user_key         text,
  sent_at          timestamptz,
  delivered        boolean not null,
  opened           boolean not null,
  machine_opened   boolean not null,
  clicked          boolean not null,
  machine_clicked  boolean not null,
  converted        boolean not null,
  unsubscribed     boolean not null,
  bounced          boolean not null,
  complained       boolean not null,
  revenue          jsonb not null,
  primary key (org_id, decision_id, decided_at)
) partition by range (decided_at);

create index messages_by_user on messages (org_id, user_key, sent_at);

-- What results are read from: whole numbers per variant and hour of decision.
create table variant_counts (
  org_id          int not null,
  template_id     text not null,
  variant_id      uuid not null,
  arm             text not null,
  hour            timestamptz not null,
  decisions       bigint not null default 0,
  sends           bigint not null default 0,
  deliveries      bigint not null default 0,
  opens           bigint not null default 0,
  machine_opens   bigint not null default 0,
  clicks          bigint not null default 0,
  machine_clicks  bigint not null default 0,
  conversions     bigint not null default 0,
  unsubscribes    bigint not null default 0,
  bounces         bigint not null default 0,
  complaints      bigint not null default 0,
  primary key (org_id, template_id, variant_id, arm, hour)
) with (fillfactor = 70);

create table variant_revenue (
  org_id       int not null,
  template_id  text not null,
  variant_id   uuid not null,
  arm          text not null,
  hour         timestamptz not null,
  currency     text not null,
  amount_minor numeric not null,
  squares      numeric not null,
  orders       bigint not null,
  primary key (org_id, template_id, variant_id, arm, hour, currency)
) with (fillfactor = 70);

-- Goes up whenever the counts of a template change; every process watches it.
create table count_versions (
  org_id      int not null,
  template_id text not null,
  version     bigint not null,
  changed_at  timestamptz not null,
  primary key (org_id, template_id)
) with (fillfactor = 50);

-- How traffic was divided, each time it was divided differently.
create table allocations (
  org_id      int not null,
  template_id text not null,
  version     bigint not null,
  computed_at timestamptz not null,
  weights     jsonb not null,
  primary key (org_id, template_id, version)
);
