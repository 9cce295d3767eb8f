-- The figures of the home page, written once for each change of a template's counts.
create table template_snapshots (
  org_id integer not null,
  template_id text not null,
  version bigint not null,
  config_version bigint not null,
  computed_at timestamptz not null,
  figures jsonb not null,
  primary key (org_id, template_id),
  foreign key (org_id, template_id) references templates (org_id, id) on delete cascade
) with (fillfactor = 50);

-- What an organisation asked and was told, by hour: events read from reports, and choices by the time they took.
create table event_hours (
  org_id integer not null references orgs (id) on delete cascade,
  hour timestamptz not null,
  events bigint not null,
  counted bigint not null,
  repeated bigint not null,
  primary key (org_id, hour)
) with (fillfactor = 70);

create table choice_hours (
  org_id integer not null references orgs (id) on delete cascade,
  hour timestamptz not null,
  took_ms integer not null,
  choices bigint not null,
  primary key (org_id, hour, took_ms)
) with (fillfactor = 70);
