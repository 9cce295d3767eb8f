import type { Session } from '../../src/runtime/db/session.ts'

/**
 * Plays Citus at the level of SQL, in a database of a test: its functions note their calls and the catalogue that Citus
 * keeps, and refuse what Citus refuses of foreign keys. No table is distributed.
 */
export async function playCitus(session: Session): Promise<void> {
  for (const text of STATEMENTS) await session.query({ text })
}

/** The calls since the last time. */
export async function takeCalls(session: Session): Promise<readonly string[]> {
  const calls = await session.query<{ call: string }>({
    text: 'select call from citus_double.calls order by id',
  })
  await session.query({ text: 'delete from citus_double.calls' })
  return calls.map(({ call }) => call)
}

const NOTE = (call: string) => `insert into citus_double.calls (call) values (${call});`

/** Refuses a table with a foreign key to or from one that Citus does not know. */
const REFUSE = `
  if exists (select from pg_constraint f where f.contype = 'f' and (f.conrelid = placed or f.confrelid = placed) and f.conrelid <> f.confrelid
      and not (f.conrelid in (select logicalrelid from pg_dist_partition) and f.confrelid in (select logicalrelid from pg_dist_partition))) then
    raise exception 'cannot distribute %: a foreign key leads to or from a local table', placed;
  end if;
  if exists (select from pg_dist_partition where logicalrelid = placed) then
    raise exception 'table % is already distributed', placed;
  end if;`

const STATEMENTS = [
  'set allow_system_table_mods = on',
  `insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
   select 99999, 'citus', oid, 'pg_catalog'::regnamespace, false, '13.0-1' from pg_roles where rolname = current_user`,
  'reset allow_system_table_mods',
  'create schema citus_double',
  'create table citus_double.calls (id int generated always as identity, call text not null)',
  // Other schemas are none of ours, so the command does not see these tables.
  `create table citus_double.pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text, colocationid int, repmodel "char")`,
  'create table citus_double.pg_dist_shard (logicalrelid regclass, shardid bigint)',
  `create table citus_double.pg_dist_node (nodeid int, isactive bool, shouldhaveshards bool, noderole text)`,
  `insert into citus_double.pg_dist_node values (1, true, true, 'primary'), (2, true, true, 'primary')`,
  `do $$ begin execute format('alter database %I set search_path = public, citus_double', current_database()); end $$`,
  'set search_path = public, citus_double',
  `create function citus_double.column_to_column_name(placed regclass, key text) returns text language sql as 'select key'`,
  `create function citus_double.create_reference_table(placed regclass) returns void language plpgsql as $$ begin
     ${REFUSE} ${NOTE(`'reference ' || placed`)}
     insert into pg_dist_partition values (placed, 'n', null, 1, 't');
   end $$`,
  `create function citus_double.create_distributed_table(placed regclass, distribution_column text, colocate_with text default 'default', shard_count int default null)
   returns void language plpgsql as $$ begin
     ${REFUSE} ${NOTE(`'distributed ' || placed || ' with ' || colocate_with`)}
     insert into pg_dist_partition select relation, 'h', distribution_column, 2, 's' from (select placed union all
       select inhrelid::regclass from pg_inherits where inhparent = placed) each (relation);
   end $$`,
  `create function citus_double.truncate_local_data_after_distributing_table(placed regclass) returns void language plpgsql as $$ begin
     if not exists (select from pg_dist_partition where logicalrelid = placed) then raise exception '% is local', placed; end if;
     ${NOTE(`'truncate ' || placed`)}
     execute format('truncate %s', placed);
   end $$`,
  `create function citus_double.run_command_on_all_nodes(command text) returns table (nodeid int, success bool, result text) language plpgsql as $$ begin
     ${NOTE(`'all nodes: ' || command`)}
     execute command;
     return query select n.nodeid, true, 'DO' from pg_dist_node n;
   end $$`,
]
