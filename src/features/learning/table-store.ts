import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { ServedTable } from './served-policy.ts'

export interface TableInUse {
  readonly orgId: number
  readonly templateId: string
  readonly table: ServedTable
}

/**
 * Keeps tables that decisions name, so that each can be looked up again. To be called before those decisions are
 * stored: a decision never names a table that is nowhere.
 */
export async function saveTables(db: Database, uses: readonly TableInUse[], now: Date): Promise<void> {
  const column = (of: (use: TableInUse) => string | number) => arrayLiteral(uses.map(of))
  await db.query({
    name: 'policy-tables-save',
    text: `insert into policy_tables (org_id, id, template_id, version, algorithm, cell, variants, winners, used_at)
           select org_id, id, template_id, version, algorithm, cell, variants::uuid[], decode(winners, 'hex'), $9
           from unnest($1::int[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[])
             as given (org_id, id, template_id, version, algorithm, cell, variants, winners)
           order by org_id, id
           on conflict (org_id, id) do update set used_at = greatest(policy_tables.used_at, excluded.used_at)`,
    values: [
      column(({ orgId }) => orgId),
      column(({ table }) => table.id),
      column(({ templateId }) => templateId),
      column(({ table }) => table.version),
      column(({ table }) => table.algorithm),
      column(({ table }) => table.cell),
      column(({ table }) => arrayLiteral(table.candidates.ids)),
      column(({ table: { winners, candidates } }) => bytesOf(winners, candidates.ids.length).toString('hex')),
      now,
    ],
  })
}

export interface StoredTable {
  readonly version: number
  readonly algorithm: string
  readonly cell: string
  /** Ids, in the order in which the rows name them. */
  readonly variants: readonly string[]
  readonly winners: Uint16Array
}

/** Undefined when it has been forgotten. */
export async function loadTable(db: Database, orgId: number, id: string): Promise<StoredTable | undefined> {
  const [row] = await db.query<Omit<StoredTable, 'winners'> & { winners: Buffer }>({
    name: 'policy-table-load',
    text: 'select version, algorithm, cell, variants, winners from policy_tables where org_id = $1 and id = $2',
    values: [orgId, id],
  })
  return row && { ...row, winners: numbersOf(row.winners, row.variants.length) }
}

/** A byte a row or, beyond 256 variants, two, the more significant first: the same on every machine. */
function bytesOf(winners: Uint16Array, variants: number): Buffer {
  if (variants <= BYTE) return Buffer.from(winners)
  const bytes = Buffer.alloc(2 * winners.length)
  for (const [row, winner] of winners.entries()) bytes.writeUInt16BE(winner, 2 * row)
  return bytes
}

const BYTE = 256

const numbersOf = (bytes: Buffer, variants: number): Uint16Array =>
  variants <= BYTE
    ? Uint16Array.from(bytes)
    : Uint16Array.from({ length: bytes.length / 2 }, (_, row) => bytes.readUInt16BE(2 * row))
