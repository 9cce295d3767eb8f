import { type ArrayValue, arrayLiteral } from '../../src/runtime/db/array-literal.ts'
import type { Session } from '../../src/runtime/db/session.ts'

/** The tables that ingest adds a row to for each event or message. */
const TABLES = ['events', 'event_keys', 'attributions', 'messages', 'message_ids', 'person_links'] as const
const BATCH = 1_000

interface Column {
  readonly name: string
  readonly type: string
}

interface Rows {
  readonly table: string
  readonly columns: readonly Column[]
  readonly values: readonly (readonly ArrayValue[])[]
}

/** Takes all rows out of the tables, with every value as text. */
export async function takeRows(db: Session): Promise<readonly Rows[]> {
  const taken: Rows[] = []
  for (const table of TABLES) {
    const columns = await db.query<Column>({
      text: `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
             where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      values: [table],
    })
    const rows = await db.query<Record<string, string | null>>({
      text: `select ${columns.map(({ name }) => `${name}::text`).join(', ')} from ${table}`,
    })
    taken.push({ table, columns, values: rows.map(row => columns.map(({ name }) => row[name])) })
  }
  for (const table of TABLES) await db.query({ text: `delete from ${table}` })
  return taken
}

interface Outcome {
  readonly id: string
  readonly received_at: string
  readonly outcome: string
  readonly items: string
}

/** Loads what became of the calls, which is written on the rows that the door stored. */
export const takeOutcomes = (db: Session): Promise<readonly Outcome[]> =>
  db.query({ text: 'select id, received_at::text, outcome, items::text from inbound_requests order by id' })

/** Writes the outcomes of the calls again, set-based. */
export async function writeOutcomes(db: Session, outcomes: readonly Outcome[]): Promise<void> {
  for (let from = 0; from < outcomes.length; from += BATCH) {
    const batch = outcomes.slice(from, from + BATCH)
    const given = (['id', 'received_at', 'outcome', 'items'] as const).map(name =>
      arrayLiteral(batch.map(row => row[name])),
    )
    await db.query({
      name: 'floor-outcomes',
      text: `update inbound_requests r set processed_at = now(), outcome = given.outcome, items = given.items, attempts = r.attempts + 1
             from (select unnest($1::uuid[]) as id, unnest($2::timestamptz[]) as received_at, unnest($3::text[]) as outcome,
               unnest($4::jsonb[]) as items) as given
             where r.org_id = 1 and r.id = given.id and r.received_at = given.received_at`,
      values: given,
    })
  }
}

/** Writes the rows again, set-based: the least that any ingest with these rows has to do. */
export async function writeRows(db: Session, taken: readonly Rows[]): Promise<void> {
  for (const { table, columns, values } of taken) {
    const names = columns.map(({ name }) => name).join(', ')
    const given = columns.map(({ type }, at) => `unnest($${at + 1}::${type}[])`).join(', ')
    for (let from = 0; from < values.length; from += BATCH) {
      const batch = values.slice(from, from + BATCH)
      await db.query({
        name: `floor-${table}`,
        text: `insert into ${table} (${names}) select ${given}`,
        values: columns.map((_, column) => arrayLiteral(batch.map(row => row[column]))),
      })
    }
  }
}
