import { isId, timeOfId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadTable, type StoredTable } from '../learning/table-store.ts'
import { choose } from './decide.ts'
import { loadDecision, type StoredDecision } from './explain-store.ts'
import type { Explained, Reason } from './schema.ts'
import { WHY } from './trace.ts'

/**
 * Explains a stored decision: the stored table is looked up again, with the same result bit for bit.
 * @returns undefined if there is no such decision
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
    replaced_by: decision.replacedBy,
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
    ? `${why} It belongs to the share of traffic that is divided evenly.`
    : `${why} This variant won row ${tableRow} of the table.`
}

function sharesOf({ variants, winners }: StoredTable): Record<string, number> {
  const wins = variants.map(() => 0)
  for (const winner of winners) wins[winner] = (wins[winner] ?? 0) + 1
  return Object.fromEntries(variants.map((id, at) => [id, (wins[at] ?? 0) / winners.length]))
}

/**
 * Looks the table up with the decision's key and with the person's, and returns the result that equals the decision.
 */
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
