import { timeOfId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'

/** A decision as it was stored. */
export interface StoredDecision {
  readonly templateId: string
  readonly variantId: string | null
  /** The variant that has taken the place of that one since. */
  readonly replacedBy: string | null
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

/** Loads a decision. The id contains the moment of the decision, which selects the partition. */
export async function loadDecision(
  db: Database,
  orgId: number,
  id: string,
): Promise<StoredDecision | undefined> {
  const [row] = await db.query<StoredDecision>({
    name: 'explain-decision',
    text: `select template_id as "templateId", variant_id as "variantId", arm, counted, reason, propensity, model_version as "modelVersion",
             user_key as "userKey", attrs, cell, table_id as "tableId", table_row as "tableRow", epsilon,
             (select replaced_by from variants v where (v.org_id, v.id) = ($1, d.variant_id)) as "replacedBy"
           from decisions d where org_id = $1 and id = $2 and decided_at = $3`,
    values: [orgId, id, timeOfId(id)],
  })
  return row
}
