-- Exports of a warehouse may name people by keyed hashes. Owner: src/features/orgs/hash-key.
create table person_hash_keys (
  org_id     int primary key references orgs on delete cascade,
  -- Sealed.
  key        text not null,
  created_at timestamptz not null,
  -- The last decision whose names were hashed; null: none.
  id         uuid,
  decided_at timestamptz
);
