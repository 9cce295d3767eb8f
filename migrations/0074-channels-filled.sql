-- A transaction of its own: everybody reads and writes meanwhile. A store with another outcome, which no version wrote, keeps
-- it and does without the constraint.

do $$
declare
  of text;
begin
  foreach of in array array['events', 'inbound_requests'] loop
    begin
      execute format('alter table %I validate constraint %I', of, of || '_outcome');
    exception when check_violation then
      raise warning 'Rows of % break its constraint on outcomes, which is dropped.', of;
      execute format('alter table %I drop constraint %I', of, of || '_outcome');
    end;
  end loop;
end $$;

update events e set is_exported = true from warehouse_chunks c
where e.org_id = c.org_id and e.request_id = c.id and e.received_at = c.received_at;

-- Events that the previous version stores from now until it stops are missing in the sums. `parley recount` adds them.
insert into channel_days (org_id, type, name, day, platform, webhook, warehouse)
select org_id, type, case when type in ('conversion', 'custom', 'refund') then lower(coalesce(name, '')) else '' end,
  (coalesce(occurred_at, received_at) at time zone 'UTC')::date, platform,
  count(*) filter (where not is_exported), count(*) filter (where is_exported)
from events where outcome <> 'unreadable' group by 1, 2, 3, 4, 5
on conflict do nothing;

-- A random sample of the events of a name and a day that are kept for comparison: ids end with random digits. There are none
-- yet, so this reads the table once; reports of events wait meanwhile, calls and choices do not.
create index events_compared on events (org_id, (coalesce(lower(name), type)),
  (((coalesce(occurred_at, received_at)) at time zone 'UTC')::date), (substr(id::text, 25))) where outcome = 'compared';
