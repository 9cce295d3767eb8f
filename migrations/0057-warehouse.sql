-- Events that are read from exports of a warehouse. Owner: src/features/warehouse.

-- The number of hours after its message in which the event counts, in place of the template's window; null: the template's.
alter table events add column lookback_hours int;

-- Where exports come from.
create table warehouse_sources (
  org_id     int not null references orgs on delete cascade,
  id         uuid not null,
  name       text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, name)
);

-- What is replaced as a whole: a day of an export, or a file whose path names no day.
create table warehouse_partitions (
  org_id      int not null,
  source_id   uuid not null,
  id          uuid not null,
  name        text not null,
  -- Rows that are events now.
  rows        bigint not null default 0,
  -- Null until it has been read to its end for the first time.
  loaded_at   timestamptz,
  -- Why the latest export of it was not taken; null if it was.
  held_reason text,
  primary key (org_id, id),
  unique (org_id, source_id, name),
  foreign key (org_id, source_id) references warehouse_sources on delete cascade
);

-- The files of a partition, as they were read last.
create table warehouse_files (
  org_id       int not null,
  partition_id uuid not null,
  name         text not null,
  sha256       text not null,
  bytes        bigint not null,
  rows         bigint not null,
  -- [{reason, count, rows}]: rows that are no events, with the numbers of the first of them.
  refused      jsonb not null,
  -- Why the whole file was refused; null if it was read.
  fault        text,
  read_at      timestamptz not null,
  primary key (org_id, partition_id, name),
  foreign key (org_id, partition_id) references warehouse_partitions on delete cascade
);

-- Rows that were stored in one transaction. The events of a chunk have its id in place of a request's.
create table warehouse_chunks (
  org_id       int not null,
  partition_id uuid not null,
  id           uuid not null,
  received_at  timestamptz not null,
  primary key (org_id, partition_id, id),
  foreign key (org_id, partition_id) references warehouse_partitions on delete cascade
);
