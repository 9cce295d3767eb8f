-- Messages by people: the variance of a comparison in which people, and not messages, were drawn at random.
-- Owner: src/features/attribution.
--
-- Adding columns without a default touches no row. It needs the tables for a moment.

do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table decisions, message_amounts in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

-- The bucket of the person, or of the message where messages are drawn one by one: `personBucketOf`. Null in decisions from
-- before this column, whose bucket follows from their user key.
alter table decisions add column person_bucket smallint;
-- Null for amounts that are not counted by bucket yet.
alter table message_amounts add column person_bucket smallint;

create table person_counts (
  org_id      int not null,
  template_id text not null,
  -- decision, or a measure as in cohort_counts.
  measure     text not null,
  arm         text not null check (arm in ('control', 'treatment')),
  -- The first day of the month of the decisions, in UTC.
  month       date not null,
  -- Messages in each bucket.
  counts      int[] not null,
  primary key (org_id, template_id, measure, arm, month)
) with (fillfactor = 70);

-- The templates whose earlier messages are not in person_counts yet. The worker counts them, one template at a time.
create table uncounted_people (
  org_id      int not null references orgs on delete cascade,
  template_id text not null,
  primary key (org_id, template_id)
);

insert into uncounted_people (org_id, template_id) select org_id, id from templates;
