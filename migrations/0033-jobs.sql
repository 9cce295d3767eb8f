-- Work that takes longer than a request: its progress, and where it goes on after a restart. Owner: src/runtime/jobs.

create table jobs (
  org_id       int not null references orgs on delete cascade,
  id           uuid not null,
  -- Which code does it, such as feedback-retry.
  kind         text not null,
  input        jsonb not null,
  -- Items to do, as counted at the start.
  total        int not null,
  done         int not null default 0,
  -- Items that the job has changed; the others needed nothing.
  changed      int not null default 0,
  -- Where the next step begins; null at the start.
  cursor       jsonb,
  result       jsonb,
  state        text not null default 'running'
               constraint jobs_state check (state in ('running', 'finished', 'canceled', 'failed')),
  -- Why it failed.
  failure      text,
  created_at   timestamptz not null,
  -- Who started it, in words.
  created_by   text,
  finished_at  timestamptz,
  leased_until timestamptz not null default 'epoch',
  primary key (org_id, id)
);
create index jobs_running on jobs (leased_until, id) where state = 'running';
create index jobs_by_age on jobs (finished_at) where state <> 'running';

-- Lists and counts by state, newest first: no page reads all messages.
create index deliveries_by_state on deliveries (org_id, state, id);
create index feedback_deliveries_by_state on feedback_deliveries (org_id, webhook_id, state, created_at, seq);
create index feedback_deliveries_of_message on feedback_deliveries (org_id, request_id);
