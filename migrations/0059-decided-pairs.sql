-- How far the pairs of user id and address in decisions have become links. Owner: src/features/attribution.

create table decided_pairs (
  org_id     int primary key references orgs on delete cascade,
  -- The last decision that was looked at.
  id         uuid not null,
  decided_at timestamptz not null
);
