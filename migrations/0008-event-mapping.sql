-- What the organisation says that native names mean (owner: src/orgs), the names that were seen (owner: src/ingest),
-- and replays as jobs (owner: src/requests).

alter table orgs add column event_mapping jsonb not null default '[]';

-- Names beyond 200 characters are cut: an index holds no longer ones.
create table event_names (
  org_id       int not null references orgs on delete cascade,
  platform     text not null,
  native_event text not null,
  -- The name that the event itself bears; empty where it bears none.
  name         text not null,
  -- What the platform's adapter takes it for; null when it does not know it.
  read_as      text,
  count        bigint not null,
  first_seen   timestamptz not null,
  last_seen    timestamptz not null,
  -- The call that it came with last.
  request_id   uuid not null,
  primary key (org_id, platform, native_event, name)
);

-- Calls are handed to the worker some at a time, in the order of their arrival. What follows the cursor waits.
alter table replays
  add column cursor      uuid,
  add column handed_out  int not null default 0,
  add column is_handed   boolean not null default false,
  add column done        int not null default 0,
  add column changed     int not null default 0,
  add column counted     int not null default 0,
  add column canceled_at timestamptz,
  add column finished_at timestamptz;

update replays set handed_out = total, done = total, is_handed = true, finished_at = created_at;

create index replays_running on replays (org_id, id) where finished_at is null;
