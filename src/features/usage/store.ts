import { DAY_MS } from '../../lib/duration.ts'
import { timeOfId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Usage } from './schema.ts'

type KeptBy = Usage['tables'][number]['kept_by']

/** The tables that grow with traffic. Their ids hold the time. */
const TABLES: readonly { readonly name: string; readonly id: string; readonly keptBy: KeptBy }[] = [
  { name: 'decisions', id: 'id', keptBy: 'events_days' },
  { name: 'messages', id: 'decision_id', keptBy: 'events_days' },
  { name: 'events', id: 'id', keptBy: 'events_days' },
  { name: 'attributions', id: 'decision_id', keptBy: 'events_days' },
  { name: 'metric_credits', id: 'decision_id', keptBy: 'events_days' },
  { name: 'inbound_requests', id: 'id', keptBy: 'requests_days' },
  { name: 'deliveries', id: 'id', keptBy: 'events_days' },
  { name: 'feedback_deliveries', id: 'id', keptBy: null },
  { name: 'profile_writes', id: 'id', keptBy: null },
  { name: 'audit_entries', id: 'id', keptBy: null },
]
const BACKLOG_MAX = 10_000

/** An organisation with fewer rows in a table gets their exact number. */
const COUNTED_MAX = 5_000

/**
 * What an organisation stores. Nothing here takes longer when there is more: small tables are counted; of large ones the
 * sizes come from the files, the numbers of rows from the planner or a sample, the oldest row from the end of an index.
 */
export async function loadUsage(db: Database, orgId: number, now: Date): Promise<Usage> {
  const known = await loadKnown(db)
  const tables: Usage['tables'] = []
  for (const table of TABLES) tables.push(await measure(db, orgId, table, known, now))
  return {
    tables,
    is_shared_evenly: !known.hasStatistics && known.orgs > 1,
    backlog: await loadBacklog(db, orgId),
  }
}

/** What the estimates rest on. */
interface Known {
  /** Whether the database has collected statistics about organisations. The embedded one does not. */
  readonly hasStatistics: boolean
  readonly orgs: number
}

async function loadKnown(db: Database): Promise<Known> {
  const [statistics] = await db.query<{ hasAny: boolean }>({
    text: `select exists (select 1 from pg_stats where attname = 'org_id' and tablename like 'decisions%') as "hasAny"`,
  })
  const [orgs] = await db.query<{ count: number }>({ text: 'select count(*) as count from orgs' })
  return { hasStatistics: statistics?.hasAny === true, orgs: orgs?.count ?? 1 }
}

async function measure(
  db: Database,
  orgId: number,
  { name, id, keptBy }: (typeof TABLES)[number],
  known: Known,
  now: Date,
): Promise<Usage['tables'][number]> {
  const common = { name, kept_by: keptBy }
  const oldest = await oldestOf(db, orgId, name, id)
  if (oldest === null) return { ...common, rows: 0, bytes: 0, oldest_at: null, bytes_per_day: 0 }
  const size = await sizeOf(db, orgId, name)
  const all = known.hasStatistics ? await plannedRows(db, `select 1 from ${name}`) : size.rows
  const counted = await countUpTo(db, orgId, name, COUNTED_MAX)
  const own = counted < COUNTED_MAX ? counted : await estimateOwn(db, orgId, name, all, known)
  const rows = Math.max(1, counted, Math.round(own))
  // The files of a distributed table lie on other nodes.
  const bytes = Math.round(rows * (size.rows > 0 ? size.bytes / Math.max(rows, all) : size.rowBytes))
  const days = Math.max(1, (now.getTime() - oldest.getTime()) / DAY_MS)
  return { ...common, rows, bytes, oldest_at: oldest.toISOString(), bytes_per_day: Math.round(bytes / days) }
}

const estimateOwn = async (
  db: Database,
  orgId: number,
  table: string,
  all: number,
  { hasStatistics, orgs }: Known,
): Promise<number> =>
  hasStatistics
    ? plannedRows(db, `select 1 from ${table} where org_id = ${orgId}`)
    : Math.max(COUNTED_MAX, all / orgs)

async function countUpTo(db: Database, orgId: number, table: string, most: number): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    text: `select count(*) as count from (select 1 from ${table} where org_id = $1 limit ${most}) counted`,
    values: [orgId],
  })
  return row?.count ?? 0
}

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }]
}

async function plannedRows(db: Database, select: string): Promise<number> {
  const [row] = await db.query<Explained>({ text: `explain (format json) ${select}` })
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}

/** The size of a table with its indexes, and the number of rows that fit its size by the length of a hundred of the organisation's. */
async function sizeOf(
  db: Database,
  orgId: number,
  table: string,
): Promise<{ readonly bytes: number; readonly rows: number; readonly rowBytes: number }> {
  const [files = { bytes: 0, heap: 0 }] = await db.query<{ bytes: number; heap: number }>({
    text: `select sum(pg_total_relation_size(relid))::bigint as bytes, sum(pg_table_size(relid))::bigint as heap
           from (select relid from pg_partition_tree($1) where isleaf union select $1::regclass) parts`,
    values: [table],
  })
  const [sample] = await db.query<{ length: number }>({
    text: `select avg(pg_column_size(picked.*) + 28)::float8 as length
           from (select * from ${table} where org_id = $1 limit 100) picked`,
    values: [orgId],
  })
  const rowBytes = sample?.length ?? 0
  return { bytes: files.bytes, rows: rowBytes > 0 ? files.heap / rowBytes : 0, rowBytes }
}

async function oldestOf(db: Database, orgId: number, table: string, id: string): Promise<Date | null> {
  const [row] = await db.query<{ id: string }>({
    text: `select ${id} as id from ${table} where org_id = $1 order by ${id} limit 1`,
    values: [orgId],
  })
  return row ? timeOfId(row.id) : null
}

async function loadBacklog(db: Database, orgId: number): Promise<Usage['backlog']> {
  const [row = { count: 0, oldest: null }] = await db.query<{ count: number; oldest: string | null }>({
    text: `select count(*) as count, min(id::text) as oldest from
             (select id from inbound_requests where org_id = $1 and processed_at is null order by id limit ${BACKLOG_MAX + 1}) waiting`,
    values: [orgId],
  })
  return {
    waiting: Math.min(row.count, BACKLOG_MAX),
    is_more: row.count > BACKLOG_MAX,
    oldest_at: row.oldest === null ? null : timeOfId(row.oldest).toISOString(),
  }
}
