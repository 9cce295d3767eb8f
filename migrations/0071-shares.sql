-- Tables that are read by Delta Sharing. Owner: src/features/warehouse.

create table warehouse_shares (
  org_id         int not null,
  source_id      uuid not null,
  -- The profile, encrypted, as an activation link gave it; null without a link.
  sealed_profile text,
  -- SHA-256 of that link.
  link_hash      text,
  -- When that profile ends; null if it does not.
  expires_at     timestamptz,
  -- The table that was read last, as share.schema.table.
  table_name     text,
  -- The version of it that was read as a whole; null if it has to be listed.
  table_version  bigint,
  listed_at      timestamptz,
  primary key (org_id, source_id),
  foreign key (org_id, source_id) references warehouse_sources on delete cascade
);
