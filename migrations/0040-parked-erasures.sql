-- Erasures that platforms asked for and that would reach several people. Each waits for a person to decide.
create table parked_erasures (
  org_id      int not null references orgs (id) on delete cascade,
  id          uuid not null,
  platform    text not null,
  -- The call that asked.
  request_id  uuid not null,
  received_at timestamptz not null,
  -- The user id or the address. Null after the decision.
  user_key    text,
  -- What the erasure would reach, in numbers.
  addresses   int not null,
  ids         int not null,
  decisions   int not null,
  events      int not null,
  decided_at  timestamptz,
  decision    text check (decision in ('erased', 'dismissed')),
  primary key (org_id, id)
);

create index parked_erasures_waiting on parked_erasures (org_id, user_key) where decision is null;
