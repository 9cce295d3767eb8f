-- Whether platforms still send, as far as it has to be remembered. Owner: src/setup.

create table platform_health (
  org_id            int not null references orgs on delete cascade,
  platform          text not null,
  first_received_at timestamptz,
  last_received_at  timestamptz,
  last_counted_at   timestamptz,
  -- Refused and unreadable calls since the last one that was understood.
  failures          int not null default 0,
  last_failure      text,
  was_understood    boolean not null default false,
  primary key (org_id, platform)
);

-- What came in each hour, kept for as long as a platform's rhythm is judged by it.
create table platform_hours (
  org_id     int not null references orgs on delete cascade,
  platform   text not null,
  hour       timestamptz not null,
  received   int not null default 0,
  unreadable int not null default 0,
  refused    int not null default 0,
  primary key (org_id, platform, hour)
);
