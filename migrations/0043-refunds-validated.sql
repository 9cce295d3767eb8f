-- A transaction of its own, as for migration 0020: everybody reads and writes meanwhile. A store with another word in these
-- columns, which no version wrote, keeps it and does without the constraint.

do $$
declare
  name text;
begin
  foreach name in array array['events_outcome', 'events_type'] loop
    begin
      execute format('alter table events validate constraint %I', name);
    exception when check_violation then
      raise warning 'Rows of events break %, which is dropped.', name;
      execute format('alter table events drop constraint %I', name);
    end;
  end loop;
end $$;
