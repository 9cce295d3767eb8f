import type { Session } from '../session.ts'
import type { Catalogue, DroppedKey, ForeignKey, Placement, Table } from './catalogue.ts'

/** Foreign keys that are dropped while tables are distributed. It is there as long as any is. */
export const DROPPED_KEYS = 'distribute_dropped_keys'

/** The version of the citus extension of this database; undefined without it. */
export async function loadCitusVersion(session: Session): Promise<string | undefined> {
  const [found] = await session.query<{ version: string }>({
    text: `select extversion as version from pg_extension where extname = 'citus'`,
  })
  return found?.version
}

/** How many nodes take shards. https://docs.citusdata.com/en/stable/develop/api_metadata.html (pg_dist_node) */
export async function countShardNodes(session: Session): Promise<number> {
  const [found] = await session.query<{ nodes: number }>({
    text: `select count(*)::int as nodes from pg_dist_node where isactive and shouldhaveshards and noderole = 'primary'`,
  })
  return found?.nodes ?? 0
}

/** How many other clients use this database. Citus names its own connections. */
export async function countOtherClients(session: Session): Promise<number> {
  const [found] = await session.query<{ clients: number }>({
    text: `select count(*)::int as clients from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
             and backend_type = 'client backend' and application_name not like 'citus%'`,
  })
  return found?.clients ?? 0
}

export async function loadCatalogue(session: Session): Promise<Catalogue> {
  const [is] = await session.query<{ database: string; isCitus: boolean; hasDropped: boolean }>({
    text: `select current_database() as database, to_regclass('pg_dist_partition') is not null as "isCitus", to_regclass($1) is not null as "hasDropped"`,
    values: [DROPPED_KEYS],
  })
  const placements = is?.isCitus ? await loadPlacements(session) : new Map<string, Placement>()
  const shards = is?.isCitus ? await loadShards(session) : new Set<string>()
  const tables = await session.query<Omit<Table, 'placement'>>({ text: TABLES, values: [DROPPED_KEYS] })
  const foreignKeys = await session.query<ForeignKey>({ text: FOREIGN_KEYS })
  return {
    database: is?.database ?? '',
    tables: tables
      .filter(({ name }) => !shards.has(name))
      .map(table => ({ ...table, placement: placements.get(table.name) ?? { kind: 'local' } })),
    foreignKeys: foreignKeys.filter(({ table }) => !shards.has(table)),
    droppedKeys: is?.hasDropped
      ? await session.query<DroppedKey>({
          text: `select table_name as table, name, definition from ${DROPPED_KEYS} order by 1, 2`,
        })
      : [],
  }
}

/** The names of the parts that tables were cut into. Where this server carries some, they lie beside the tables. */
async function loadShards(session: Session): Promise<ReadonlySet<string>> {
  const found = await session.query<{ name: string }>({
    text: `select c.relname || '_' || s.shardid as name from pg_dist_shard s join pg_class c on c.oid = s.logicalrelid`,
  })
  return new Set(found.map(({ name }) => name))
}

/**
 * Reads pg_dist_partition. Its method h is a hash of a column; n with the replication t is a table that every node has a
 * copy of. https://docs.citusdata.com/en/stable/develop/api_metadata.html
 */
async function loadPlacements(session: Session): Promise<ReadonlyMap<string, Placement>> {
  const found = await session.query<{ name: string; method: string; model: string; column: string | null }>({
    text: `select c.relname as name, p.partmethod::text as method, p.repmodel::text as model,
             case when p.partmethod = 'h' then column_to_column_name(p.logicalrelid, p.partkey::text) end as column
           from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid where c.relnamespace = 'public'::regnamespace`,
  })
  return new Map(found.map(({ name, ...entry }) => [name, placementOf(entry)]))
}

function placementOf({
  method,
  model,
  column,
}: {
  method: string
  model: string
  column: string | null
}): Placement {
  if (method === 'h') return { kind: 'distributed', column: column ?? '' }
  return { kind: method === 'n' && model === 't' ? 'reference' : 'local' }
}

const NAMES_OF = (table: string, numbers: string) => `array(
  select a.attname::text from unnest(${numbers}) with ordinality as key (number, place)
    join pg_attribute a on a.attrelid = ${table} and a.attnum = key.number order by place)`

const TABLES = `
  select c.relname as name,
    array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
    array(select p.relname::text from pg_inherits i join pg_class p on p.oid = i.inhrelid where i.inhparent = c.oid order by 1) as partitions,
    (pg_relation_size(c.oid) + coalesce((select sum(pg_relation_size(inhrelid)) from pg_inherits where inhparent = c.oid), 0))::float8 as "localBytes",
    coalesce((select jsonb_agg(jsonb_build_object('name', k.relname, 'columns', ${NAMES_OF('c.oid', 'i.indkey')}) order by k.relname)
      from pg_index i join pg_class k on k.oid = i.indexrelid where i.indrelid = c.oid and i.indisunique), '[]') as "uniqueKeys",
    c.relreplident in ('f', 'i') or exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary) as "isReplicable",
    array(select t.tgname::text from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal order by 1) as triggers,
    coalesce((select jsonb_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a
      where a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped), '{}') as identities
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> $1
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by 1`

const FOREIGN_KEYS = `
  select t.relname as table, f.conname as name, pg_get_constraintdef(f.oid) as definition, r.relname as referenced, f.confdeltype::text as "onDelete",
    ${NAMES_OF('f.conrelid', 'f.conkey')} as columns, ${NAMES_OF('f.confrelid', 'f.confkey')} as "referencedColumns"
  from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_class r on r.oid = f.confrelid
  where f.contype = 'f' and f.conparentid = 0 and t.relnamespace = 'public'::regnamespace
  order by 1, 2`
