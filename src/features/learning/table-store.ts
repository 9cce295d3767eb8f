import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { ServedTable } from './served-policy.ts'

export interface TableInUse {
  readonly orgId: number
  readonly templateId: string
  readonly table: ServedTable
}

/**
 * Stores tables, so that their decisions can be explained later. Call it before those decisions are stored, so that
 * every decision's table exists.
 */
export async function saveTables(db: Database, uses: readonly TableInUse[], now: Date): Promise<void> {
  await eachOrg(db, uses, (session, orgId, own) =>
    session.query({
      name: 'policy-tables-save',
      text: `insert into policy_tables (org_id, id, template_id, version, algorithm, cell, variants, winners, used_at)
             select $1, id, template_id, version, algorithm, cell, variants::uuid[], winners, $${TABLES.next}::timestamptz
             from ${TABLES.sql} order by id
             on conflict (org_id, id) do update set used_at = greatest(policy_tables.used_at, excluded.used_at)`,
      values: [orgId, ...TABLES.values(own), now],
    }),
  )
}

const TABLES = rows<TableInUse>({
  id: ['uuid', ({ table }) => table.id],
  template_id: ['text', ({ templateId }) => templateId],
  version: ['bigint', ({ table }) => table.version],
  algorithm: ['text', ({ table }) => table.algorithm],
  cell: ['text', ({ table }) => table.cell],
  // PostgreSQL's arrays of arrays are rectangular, so each list is sent as the text of an array.
  variants: ['text', ({ table }) => arrayLiteral(table.candidates.ids)],
  winners: ['bytea', ({ table: { winners, candidates } }) => bytesOf(winners, candidates.ids.length)],
})

export interface StoredTable {
  readonly version: number
  readonly algorithm: string
  readonly cell: string
  /** Variant ids, in the order of the numbers in the rows. */
  readonly variants: readonly string[]
  readonly winners: Uint16Array
}

/** Undefined if the table was deleted. */
export async function loadTable(db: Database, orgId: number, id: string): Promise<StoredTable | undefined> {
  const [row] = await db.query<Omit<StoredTable, 'winners'> & { winners: Buffer }>({
    name: 'policy-table-load',
    text: 'select version, algorithm, cell, variants, winners from policy_tables where org_id = $1 and id = $2',
    values: [orgId, id],
  })
  return row && { ...row, winners: numbersOf(row.winners, row.variants.length) }
}

/**
 * One byte for each row or, with more than 256 variants, two, the more significant first. The same on every machine.
 */
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
