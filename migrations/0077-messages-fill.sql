-- A message is counted several times. A row that changes within its page needs no new entries in indexes, so new pages
-- keep some room. The partitions of coming months are made with the same setting.
do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'messages'::regclass loop
    execute format('alter table %s set (fillfactor = 75)', part);
  end loop;
end $$;
