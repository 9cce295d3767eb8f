-- Sources that Parley reads itself, and their runs. Owner: src/features/warehouse.

alter table warehouse_sources
  -- files: whatever a command imports under this name. The others are read by the worker.
  add column kind text not null default 'files'
             constraint warehouse_sources_kind check (kind in ('files', 's3', 'delta_sharing')),
  -- Where the rows are and how to get there, as the kind stores it: secrets are encrypted. Null for files.
  add column connection jsonb,
  -- {platform, columns, properties, window}: how the rows are read. Null for files.
  add column reading jsonb,
  -- Five fields of cron, in UTC; null: only on request.
  add column schedule text,
  add column is_paused boolean not null default false,
  add column next_run_at timestamptz,
  add column updated_at timestamptz;
create index warehouse_sources_due on warehouse_sources (next_run_at) where next_run_at is not null;

alter table warehouse_partitions
  -- Of the rows that are events now.
  add column first_event_at timestamptz,
  add column last_event_at timestamptz,
  -- Why its newest export is not read yet; null if it was.
  add column waiting_reason text,
  -- What a person says of the export that is held back, as its files are now.
  add column decision text constraint warehouse_partitions_decision check (decision in ('accept', 'keep'));

create table warehouse_runs (
  org_id       int not null,
  source_id    uuid not null,
  id           uuid not null,
  state        text not null default 'queued'
               constraint warehouse_runs_state check (state in ('queued', 'running', 'finished', 'failed', 'canceled')),
  trigger      text not null
               constraint warehouse_runs_trigger check (trigger in ('schedule', 'request', 'command')),
  -- Who asked for it, in words.
  started_by   text,
  queued_at    timestamptz not null,
  started_at   timestamptz,
  ended_at     timestamptz,
  -- Why it failed.
  failure      text,
  -- Objects, bytes and rows: planned and done.
  progress     jsonb not null,
  -- What it did with each partition, but for those that had not changed.
  days         jsonb not null default '[]',
  -- The end of the lease of the process that reads; also its token.
  leased_until timestamptz not null default 'epoch',
  -- How often a process has taken it up.
  failures     int not null default 0,
  primary key (org_id, id),
  foreign key (org_id, source_id) references warehouse_sources on delete cascade
);
create unique index warehouse_runs_open on warehouse_runs (org_id, source_id) where state in ('queued', 'running');
create index warehouse_runs_due on warehouse_runs (leased_until) where state in ('queued', 'running');
create index warehouse_runs_of_source on warehouse_runs (org_id, source_id, id);
