import { isId, timeOfId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadTable, type StoredTable } from '../learning/table-store.ts'
import { choose } from './decide.ts'
import type { Explained, Reason } from './schema.ts'
import { WHY } from './trace.ts'

/** A decision as it was stored. */
interface StoredDecision {
  readonly templateId: string
  readonly variantId: string | null
  readonly arm: string
  readonly counted: boolean
  readonly reason: string
  readonly propensity: number
  readonly modelVersion: number
  readonly userKey: string | null
  readonly attrs: Readonly<Record<string, readonly string[]>>
  readonly cell: string
  readonly tableId: string | null
  readonly tableRow: number | null
  readonly epsilon: number | null
}

/**
 * Why a decision of the past is as it is: the stored table is asked again, and says the same bit for bit.
 * @returns undefined when there is no such decision
 */
export async function explainDecision(
  db: Database,
  orgId: number,
  id: string,
): Promise<Explained | undefined> {
  const decision = isId(id) ? await loadDecision(db, orgId, id.toLowerCase()) : undefined
  if (!decision) return undefined
  const { tableId, tableRow, epsilon } = decision
  const table = tableId === null ? undefined : await loadTable(db, orgId, tableId)
  return {
    decision_id: id.toLowerCase(),
    decided_at: timeOfId(id).toISOString(),
    template_id: decision.templateId,
    variant_id: decision.variantId,
    arm: decision.arm,
    reason: decision.reason,
    why: whyOf(decision),
    propensity: decision.propensity,
    model_version: decision.modelVersion,
    attributes: Object.fromEntries(
      Object.entries(decision.attrs).map(([name, values]) => [name, [...values]]),
    ),
    cell: decision.cell,
    counted: decision.counted,
    epsilon,
    table:
      tableId === null
        ? null
        : { id: tableId, row: tableRow, kept: table !== undefined, shares: table ? sharesOf(table) : {} },
    asked_again: table && epsilon !== null ? askAgain(id.toLowerCase(), decision, table, epsilon) : null,
  }
}

function whyOf({ reason, tableRow, tableId }: StoredDecision): string {
  const why = Object.hasOwn(WHY, reason)
    ? WHY[reason as Reason]
    : 'The platform reported a control message of its own.'
  if (tableId === null) return why
  return tableRow === null
    ? `${why} It fell into the share of traffic that is divided evenly.`
    : `${why} Row ${tableRow} of the table was won by this variant.`
}

function sharesOf({ variants, winners }: StoredTable): Record<string, number> {
  const wins = variants.map(() => 0)
  for (const winner of winners) wins[winner] = (wins[winner] ?? 0) + 1
  return Object.fromEntries(variants.map((id, at) => [id, (wins[at] ?? 0) / winners.length]))
}

/** With the decision's own key, or the person's where draws stick: whichever gives what was given. */
function askAgain(
  id: string,
  { templateId, variantId, userKey, tableRow }: StoredDecision,
  table: StoredTable,
  epsilon: number,
): Explained['asked_again'] {
  const shares = Object.values(sharesOf(table))
  const answers = [id, ...(userKey === null ? [] : [userKey])].map(key => {
    const { index, row, propensity } = choose({ winners: table.winners, shares }, templateId, key, epsilon)
    return { variant_id: table.variants[index] ?? null, row, propensity }
  })
  const same = answers.find(answer => answer.variant_id === variantId && answer.row === tableRow)
  const first = answers[0] ?? { variant_id: null, row: null, propensity: 0 }
  return { ...(same ?? first), same: same !== undefined }
}

/** The id carries the moment, which names the partition to look in. */
async function loadDecision(db: Database, orgId: number, id: string): Promise<StoredDecision | undefined> {
  const [row] = await db.query<StoredDecision>({
    name: 'explain-decision',
    text: `select template_id as "templateId", variant_id as "variantId", arm, counted, reason, propensity, model_version as "modelVersion",
             user_key as "userKey", attrs, cell, table_id as "tableId", table_row as "tableRow", epsilon
           from decisions where org_id = $1 and id = $2 and decided_at = $3`,
    values: [orgId, id, timeOfId(id)],
  })
  return row
}
