-- Tables that are read by Delta Sharing. Owner: src/features/warehouse.

-- Whether a change of the events of a partition has begun and not ended.
alter table warehouse_partitions add column is_changing boolean not null default false;

create table warehouse_shares (
  org_id         int not null,
  source_id      uuid not null,
  -- The profile, encrypted, as an activation link gave it; null if it is given with each run.
  sealed_profile text,
  -- The table that was read last, as share.schema.table.
  table_name     text,
  -- The version of it that was read as a whole; null if it has to be listed.
  table_version  bigint,
  listed_at      timestamptz,
  primary key (org_id, source_id),
  foreign key (org_id, source_id) references warehouse_sources on delete cascade
);
