-- A transaction of its own: reading all rows takes time, and so does not hold what adding the constraints took. Everybody reads
-- and writes meanwhile. A table with another word in it, which no version wrote, keeps it and does without the constraint.

do $$
declare
  found record;
begin
  for found in
    select conrelid::regclass as table_name, conname as name from pg_constraint
    where contype = 'c' and not convalidated and coninhcount = 0
      and connamespace = 'public'::regnamespace and conname ~ '_(arm|outcome|type|matched_by|status|kind|decided_by|state)$'
    order by 1, 2
  loop
    begin
      execute format('alter table %s validate constraint %I', found.table_name, found.name);
    exception when check_violation then
      raise warning 'Rows of % break %, which is dropped.', found.table_name, found.name;
      execute format('alter table %s drop constraint %I', found.table_name, found.name);
    end;
  end loop;
end $$;
