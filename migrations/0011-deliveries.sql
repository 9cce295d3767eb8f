-- Messages that Parley sends itself, and what they are sent through. Owner: src/deliver.

create table deliveries (
  org_id       int not null,
  -- SHA-256 of the caller's request id: the same id never sends twice, also when the id itself has been erased.
  request_hash text not null,
  request_id   text,
  id           uuid not null,
  created_at   timestamptz not null,
  template_id  text not null,
  transport    text not null,
  channel      text not null,
  decision_id  uuid not null,
  variant_id   uuid not null,
  user_id      text,
  email        text,
  phone        text,
  -- As rendered.
  vars         jsonb not null,
  -- queued, sending, then sent, unknown, dead or canceled.
  state        text not null,
  -- Calls that failed since it was queued, by the caller or by who had it sent again.
  attempts     int not null default 0,
  due_at       timestamptz not null,
  -- Of the latest call. What it came to is written by who made it.
  started_at   timestamptz,
  finished_at  timestamptz,
  -- What the vendor answered last.
  status       int,
  reason       text,
  -- The vendor's id of the message.
  message_id   text,
  -- Every call there was.
  tries        jsonb not null default '[]',
  -- Whether the rest of Parley knows that it was sent.
  is_told      boolean not null default true,
  primary key (org_id, request_hash)
);

create unique index deliveries_by_id on deliveries (org_id, id);
create index deliveries_open on deliveries (org_id, transport, due_at, id) where state in ('queued', 'sending');
create index deliveries_untold on deliveries (org_id, transport) where not is_told;
create index deliveries_by_decision on deliveries (org_id, decision_id);
create index deliveries_by_user on deliveries (org_id, user_id) where user_id is not null;
create index deliveries_by_email on deliveries (org_id, email) where email is not null;
create index deliveries_by_phone on deliveries (org_id, phone) where phone is not null;
create index deliveries_by_age on deliveries (org_id, created_at);

-- One process at a time sends through one transport for one organisation.
create table delivery_lanes (
  org_id    int not null,
  transport text not null,
  -- In the future: somebody is at it, or the vendor asked for a pause, or its rate is kept.
  free_at   timestamptz not null,
  -- Calls that failed one after the other.
  failures  int not null default 0,
  primary key (org_id, transport)
) with (fillfactor = 50);

-- What transports need that no platform has. Secrets are sealed.
create table transport_settings (
  org_id     int not null references orgs on delete cascade,
  transport  text not null,
  settings   jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (org_id, transport)
);
