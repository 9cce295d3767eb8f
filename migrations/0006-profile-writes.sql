-- Copy on its way into people's profiles at the platforms. Owner: src/profiles.

create table profile_writes (
  org_id      int not null,
  id          uuid not null,
  -- The moment of the decision, which names the partition that it is in.
  created_at  timestamptz not null,
  platform    text not null,
  template_id text not null,
  decision_id uuid not null,
  variant_id  uuid not null,
  user_id     text,
  email       text,
  -- The user id, else the address: a later choice for the same person takes the place of an earlier one.
  user_key    text not null,
  tracking_id text not null,
  -- As rendered; emptied once it is written.
  vars        jsonb not null,
  -- intended: stored just before its decision, and void without it. Then waiting, sent, superseded, dead.
  state       text not null,
  attempts    int not null default 0,
  due_at      timestamptz not null,
  finished_at timestamptz,
  -- What the platform answered last.
  status      int,
  reason      text,
  primary key (org_id, id)
);

create index profile_writes_due on profile_writes (org_id, platform, due_at, id) where state = 'waiting';
create index profile_writes_intended on profile_writes (org_id, created_at) where state = 'intended';
create index profile_writes_by_user on profile_writes (org_id, user_key, id);
create index profile_writes_by_email on profile_writes (org_id, email) where email is not null;
create index profile_writes_by_decision on profile_writes (org_id, decision_id);
create index profile_writes_by_age on profile_writes (org_id, created_at);

-- One process at a time writes to one platform for one organisation.
create table profile_lanes (
  org_id   int not null,
  platform text not null,
  -- In the future: somebody is at it, or the platform asked for a pause, or its rate is kept.
  free_at  timestamptz not null,
  -- Calls that failed one after the other.
  failures int not null default 0,
  primary key (org_id, platform)
) with (fillfactor = 50);
