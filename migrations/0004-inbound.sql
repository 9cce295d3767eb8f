-- Webhook calls as they arrived (owner: src/webhooks), and what they said (owner: src/ingest).

create table inbound_requests (
  org_id          int not null,
  id              uuid not null,
  received_at     timestamptz not null,
  platform        text not null,
  headers         jsonb not null,
  query           jsonb not null,
  body            bytea not null,
  -- Everything below is written by the worker.
  processed_at    timestamptz,
  outcome         text,
  reason          text,
  items           jsonb,
  attempts        int not null default 0,
  not_before      timestamptz,
  replay_id       uuid,
  primary key (org_id, id, received_at)
) partition by range (received_at);

create index inbound_requests_pending on inbound_requests (org_id, id) where processed_at is null;
create index inbound_requests_by_replay on inbound_requests (org_id, replay_id) where replay_id is not null;

create table replays (
  org_id     int not null references orgs on delete cascade,
  id         uuid not null,
  filter     jsonb not null,
  total      int not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);

-- Kept as long as the events, because senders may repeat themselves for as long as they like.
create table event_keys (
  org_id      int not null,
  platform    text not null,
  key         text not null,
  event_id    uuid not null,
  request_id  uuid not null,
  received_at timestamptz not null,
  primary key (org_id, platform, key)
);

create index event_keys_by_age on event_keys (received_at);

create table events (
  org_id       int not null,
  id           uuid not null,
  received_at  timestamptz not null,
  occurred_at  timestamptz,
  request_id   uuid not null,
  platform     text not null,
  type         text not null,
  subtype      text,
  native_event text not null,
  name         text,
  dedupe_key   text,
  user_key     text,
  email        text,
  message_id   text,
  tracking_id  text,
  campaign_id  text,
  template_ref text,
  refs         jsonb not null,
  channel      text,
  machine      boolean,
  amount_minor bigint,
  currency     text,
  properties   jsonb not null,
  -- Written by attribution.
  outcome      text not null,
  reason       text,
  matched_by   text,
  decision_id  uuid,
  template_id  text,
  variant_id   uuid,
  primary key (org_id, id, received_at)
) partition by range (received_at);

create index events_by_user on events (org_id, user_key, received_at);
create index events_by_email on events (org_id, email, received_at) where email is not null;
create index events_open_by_user on events (org_id, user_key, (coalesce(occurred_at, received_at)))
  where type in ('conversion', 'custom') or outcome = 'unmatched';
create index events_by_message on events (org_id, message_id) where message_id is not null;
-- The platform's own message id, where several people share it and `message_id` tells theirs apart.
create index events_by_shared_message on events (org_id, (refs ->> 'message_id')) where refs ->> 'message_id' is not null;
create index events_by_tracking on events (org_id, tracking_id) where tracking_id is not null;
-- For erasing a person, whose nameless events are found through their messages.
create index events_nameless_by_decision on events (org_id, decision_id) where user_key is null and decision_id is not null;
