import type { Database } from '../db/db.ts'
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
  for (const { orgId, templateId, table } of uses) {
    const { id, version, algorithm, cell, candidates, winners } = table
    await db.query({
      name: 'policy-table-save',
      text: `insert into policy_tables (org_id, id, template_id, version, algorithm, cell, variants, winners, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org_id, id) do nothing`,
      values: [orgId, id, templateId, version, algorithm, cell, candidates.ids, bytesOf(winners), now],
    })
  }
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
  return row && { ...row, winners: numbersOf(row.winners) }
}

/** Two bytes a row, the more significant first: the same on every machine. */
function bytesOf(winners: Uint16Array): Buffer {
  const bytes = Buffer.alloc(2 * winners.length)
  for (const [row, winner] of winners.entries()) bytes.writeUInt16BE(winner, 2 * row)
  return bytes
}

const numbersOf = (bytes: Buffer): Uint16Array =>
  Uint16Array.from({ length: bytes.length / 2 }, (_, row) => bytes.readUInt16BE(2 * row))
