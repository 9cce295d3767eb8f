-- The daily export of an organisation to its own bucket. Owner: src/features/warehouse.

create table warehouse_exports (
  org_id      int primary key references orgs on delete cascade,
  -- Where the files go and how to get there. Secrets are encrypted.
  connection  jsonb not null,
  with_people boolean not null,
  first_day   date not null,
  -- Five fields of cron, in UTC; null: only on request.
  schedule    text,
  is_paused   boolean not null,
  next_run_at timestamptz,
  updated_at  timestamptz not null
);
create index warehouse_exports_due on warehouse_exports (next_run_at) where next_run_at is not null;

create table warehouse_export_days (
  org_id      int not null references warehouse_exports on delete cascade,
  day         date not null,
  -- Null while it is not, or has to be exported again because an export of it broke off.
  exported_at timestamptz,
  -- Whether a row of the day has changed since its export began.
  is_changed  boolean not null default false,
  decisions   bigint not null default 0,
  events      bigint not null default 0,
  primary key (org_id, day)
);
create index warehouse_export_days_due on warehouse_export_days (org_id, day) where exported_at is null or is_changed;

create table warehouse_export_runs (
  org_id       int not null references warehouse_exports on delete cascade,
  id           uuid not null,
  state        text not null default 'queued'
               constraint warehouse_export_runs_state check (state in ('queued', 'running', 'finished', 'failed')),
  trigger      text not null constraint warehouse_export_runs_trigger check (trigger in ('schedule', 'request')),
  -- Who asked for it, in words.
  started_by   text,
  queued_at    timestamptz not null,
  started_at   timestamptz,
  ended_at     timestamptz,
  -- Why it failed.
  failure      text,
  planned      int not null default 0,
  -- The days that it has exported.
  days         jsonb not null default '[]',
  -- The end of the lease of the process that exports; also its token.
  leased_until timestamptz not null default 'epoch',
  -- How often a process has taken it up.
  failures     int not null default 0,
  primary key (org_id, id)
);
create unique index warehouse_export_runs_open on warehouse_export_runs (org_id) where state in ('queued', 'running');
create index warehouse_export_runs_due on warehouse_export_runs (leased_until) where state in ('queued', 'running');

-- Whatever changes a row of a day that was exported marks the day, in the same transaction: events that arrive late, credit that
-- moves, replays, recounts, erasures. As a trigger no way to change a row can be forgotten.
create function mark_exported_days() returns trigger language plpgsql as $$
begin
  if exists (select from warehouse_export_days) then
    execute format(
      'update warehouse_export_days known set is_changed = true
       from (select distinct org_id, (%s at time zone ''UTC'')::date as day from changed) rows
       where (known.org_id, known.day) = (rows.org_id, rows.day) and not known.is_changed', tg_argv[0]);
  end if;
  return null;
end $$;

do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table events, decisions, attributions, metric_credits in share row exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

create trigger export_added after insert on events referencing new table as changed
  for each statement execute function mark_exported_days('coalesce(occurred_at, received_at)');
create trigger export_changed after update on events referencing new table as changed
  for each statement execute function mark_exported_days('coalesce(occurred_at, received_at)');
create trigger export_changed_from after update on events referencing old table as changed
  for each statement execute function mark_exported_days('coalesce(occurred_at, received_at)');
create trigger export_removed after delete on events referencing old table as changed
  for each statement execute function mark_exported_days('coalesce(occurred_at, received_at)');
create trigger export_added after insert on decisions referencing new table as changed
  for each statement execute function mark_exported_days('decided_at');
create trigger export_changed after update on decisions referencing new table as changed
  for each statement execute function mark_exported_days('decided_at');
create trigger export_removed after delete on decisions referencing old table as changed
  for each statement execute function mark_exported_days('decided_at');
create trigger export_added after insert on attributions referencing new table as changed
  for each statement execute function mark_exported_days('occurred_at');
create trigger export_removed after delete on attributions referencing old table as changed
  for each statement execute function mark_exported_days('occurred_at');
create trigger export_added after insert on metric_credits referencing new table as changed
  for each statement execute function mark_exported_days('occurred_at');
create trigger export_removed after delete on metric_credits referencing old table as changed
  for each statement execute function mark_exported_days('occurred_at');
