-- Limits and quotas of an organisation, as its operator sets them. Owner: src/features/limits.
alter table orgs add column limits jsonb not null default '{}';

-- Calls a minute that a key may make, of each scope. Null: it has no limit of its own. Owner: src/features/orgs.
alter table api_keys add column calls_per_minute int constraint api_keys_calls_per_minute check (calls_per_minute > 0);

-- What an organisation used in a calendar month (UTC), for its quotas. Owner: src/features/limits.
create table usage_months (
  org_id  int not null references orgs on delete cascade,
  month   date not null,
  choices bigint not null,
  events  bigint not null,
  primary key (org_id, month)
) with (fillfactor = 70);
