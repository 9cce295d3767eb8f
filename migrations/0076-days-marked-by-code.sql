-- The code that changes decisions, events and credits marks their days (src/runtime/db/changed-days.ts). Distributed tables can
-- have no triggers, and these cost every organisation a tenth of an insert.

-- A writer in its transaction holds the tables, and all others wait behind us while we wait for it. So we wait shortly.
do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table events, decisions, attributions, metric_credits in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

drop trigger export_added on events;
drop trigger export_changed on events;
drop trigger export_changed_from on events;
drop trigger export_removed on events;
drop trigger export_added on decisions;
drop trigger export_changed on decisions;
drop trigger export_removed on decisions;
drop trigger export_added on attributions;
drop trigger export_removed on attributions;
drop trigger export_added on metric_credits;
drop trigger export_removed on metric_credits;
drop function mark_exported_days();

-- What the previous version changes while it still runs is marked by nobody: the latest days are exported once more.
update warehouse_export_days set is_changed = true where day > (now() at time zone 'UTC')::date - 31;
