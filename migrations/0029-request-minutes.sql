-- How many webhook calls had which outcome, by the minute of their arrival. The log's bar reads it instead of the calls.
-- Owner: src/features/ingest (refused calls: src/features/webhooks).

create table request_minutes (
  org_id   int not null references orgs on delete cascade,
  minute   timestamptz not null,
  platform text not null,
  -- Of the whole call. Calls that wait for their first processing have no row.
  outcome  text not null,
  -- The reason where it is a code; empty where it is a sentence or missing.
  reason   text not null,
  standing text not null check (standing in ('counted', 'kept', 'attention')),
  count    int not null,
  primary key (org_id, minute, platform, outcome, reason, standing)
);

-- Calls that arrived before this moment are not tallied; without it, all are. Processes of the previous version may
-- still run for some minutes.
insert into instance_settings (key, value)
select 'requests_tallied_since', to_char((now() + interval '10 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
where exists (select from inbound_requests);
