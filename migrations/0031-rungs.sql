-- When a message of a template was last sent, opened, clicked, converted, or recognised by its tracking id, and how many messages
-- in which hour. Setting a platform up asks this every few seconds, so it must not read messages.

create table template_rungs (
  org_id integer not null,
  template_id text not null,
  rung text not null,
  hour timestamptz not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (org_id, template_id, rung, hour)
) with (fillfactor = 70);

-- Known from before: the newest hour of each, by the hour of the choice.
insert into template_rungs (org_id, template_id, rung, hour, count, last_at)
select org_id, template_id, rung, hour, count, hour from (
  select org_id, template_id, rung, hour, sum(seen.count) as count,
    row_number() over (partition by org_id, template_id, rung order by hour desc) as place
  from variant_counts cross join lateral (
    values ('sent', sends), ('opened', opens), ('clicked', clicks), ('converted', conversions)) as seen (rung, count)
  where seen.count > 0
  group by org_id, template_id, rung, hour) newest
where place = 1;

-- For the list of profile writes that were given up: there are few.
create index profile_writes_dead on profile_writes (org_id, id) where state = 'dead';
