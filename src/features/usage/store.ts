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
  { name: 'inbound_requests', id: 'id', keptBy: 'requests_days' },
  { name: 'deliveries', id: 'id', keptBy: 'events_days' },
  { name: 'feedback_deliveries', id: 'id', keptBy: null },
  { name: 'profile_writes', id: 'id', keptBy: null },
  { name: 'audit_entries', id: 'id', keptBy: null },
]
const BACKLOG_MAX = 10_000

/**
 * What an organisation stores. Nothing here reads the rows: sizes come from the files, numbers of rows from the planner,
 * the oldest row from the end of an index.
 */
export async function loadUsage(db: Database, orgId: number, now: Date): Promise<Usage> {
  const [known = { has_statistics: false, orgs: 1 }] = await db.query<{
    has_statistics: boolean
    orgs: number
  }>({
    text: `select exists (select 1 from pg_stats where attname = 'org_id' and tablename like 'decisions%') as has_statistics,
             (select count(*) from orgs) as orgs`,
  })
  const isSharedEvenly = !known.has_statistics && known.orgs > 1
  const tables = []
  for (const { name, id, keptBy } of TABLES) {
    const all = await plannedRows(db, `select 1 from ${name}`)
    const own = isSharedEvenly
      ? all / known.orgs
      : known.has_statistics
        ? await plannedRows(db, `select 1 from ${name} where org_id = ${orgId}`)
        : all
    const oldestAt = await oldestOf(db, orgId, name, id)
    // The planner expects some rows in an empty table too.
    const rows = oldestAt === null ? 0 : Math.max(1, Math.round(own))
    const bytes =
      oldestAt === null ? 0 : Math.round((await bytesOf(db, name)) * Math.min(1, rows / Math.max(1, all)))
    const days = oldestAt === null ? 1 : Math.max(1, (now.getTime() - oldestAt.getTime()) / DAY_MS)
    tables.push({
      name,
      kept_by: keptBy,
      rows,
      bytes,
      oldest_at: oldestAt?.toISOString() ?? null,
      bytes_per_day: Math.round(bytes / days),
    })
  }
  return { tables, is_shared_evenly: isSharedEvenly, backlog: await loadBacklog(db, orgId) }
}

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }]
}

async function plannedRows(db: Database, select: string): Promise<number> {
  const [row] = await db.query<Explained>({ text: `explain (format json) ${select}` })
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}

async function bytesOf(db: Database, table: string): Promise<number> {
  const [row] = await db.query<{ bytes: number }>({
    text: `select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint as bytes from pg_partition_tree($1) where isleaf`,
    values: [table],
  })
  const [plain] = await db.query<{ bytes: number }>({
    text: 'select pg_total_relation_size($1::regclass) as bytes',
    values: [table],
  })
  return row?.bytes || (plain?.bytes ?? 0)
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
