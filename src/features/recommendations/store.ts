import type { Kysely, Selectable } from 'kysely'
import { createId, isId } from '../../lib/id.ts'
import type { RecommendationRow } from '../../runtime/db/table-rows/configuration-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { type Page, readCursor, toPage } from '../../runtime/http/page.ts'
import type { Change } from './reconcile.ts'
import type { Kind, OrgQuery, RecommendationView, Status } from './schema.ts'

export type Store = Kysely<Tables>
export type StoredRecommendation = Selectable<RecommendationRow>

/** Newest first. @throws Problem invalid-request for a cursor that cannot be read */
export async function listRecommendations(
  store: Store,
  orgId: number,
  { template, status, kind, cursor, limit }: OrgQuery,
): Promise<Page<RecommendationView>> {
  const last = readCursor(cursor, isId)
  let query = store.selectFrom('recommendations').selectAll().where('org_id', '=', orgId)
  if (template !== undefined) query = query.where('template_id', '=', template)
  if (status !== undefined) query = query.where('status', '=', status)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (last !== '') query = query.where('id', '<', last)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, ({ id }) => id, toView)
}

export const readRecommendation = (store: Store, orgId: number, id: string) =>
  store
    .selectFrom('recommendations')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()

export async function loadPresent(store: Store, orgId: number, templateId: string) {
  const rows = await store
    .selectFrom('recommendations')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .execute()
  return rows.map(row => ({ ...row, status: row.status as Status }))
}

/** Stores the results of a new check. An earlier result of another process stays. */
export async function saveChange(
  store: Store,
  orgId: number,
  templateId: string,
  change: Change,
  now: Date,
): Promise<void> {
  if (change.what === 'open') {
    const { kind, subject = '', reason, evidence } = change.recommendation
    await store
      .insertInto('recommendations')
      .values({
        ...{ org_id: orgId, id: createId(now.getTime()), template_id: templateId, kind, subject, reason },
        ...{ evidence: JSON.stringify(evidence), status: 'open', created_at: now, updated_at: now },
      })
      .onConflict(conflict => conflict.columns(['org_id', 'template_id', 'kind', 'subject']).doNothing())
      .execute()
    return
  }
  const { id, status } = change.present
  const update = store
    .updateTable('recommendations')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('status', '=', status)
  if (change.what === 'withdraw') {
    await update.set({ status: 'withdrawn', updated_at: now }).execute()
    return
  }
  const { reason, evidence } = change.recommendation
  const fresh = { reason, evidence: JSON.stringify(evidence), status: 'open', updated_at: now }
  await update
    .set({ ...fresh, decided_at: null, decided_by: null, decided_by_name: null, note: null })
    .execute()
}

export interface Decided {
  readonly status: 'accepted' | 'dismissed' | 'applied'
  readonly by: 'person' | 'setting'
  /** Name of the person or key; null for a setting. */
  readonly name: string | null
  readonly note: string | null
}

/** Undefined if it is not open. */
export const decideOpen = (
  store: Store,
  orgId: number,
  id: string,
  { status, by, name, note }: Decided,
  now: Date,
): Promise<StoredRecommendation | undefined> =>
  store
    .updateTable('recommendations')
    .set({ status, decided_at: now, decided_by: by, decided_by_name: name, note, updated_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('status', '=', 'open')
    .returningAll()
    .executeTakeFirst()

export const toView = (row: StoredRecommendation): RecommendationView => ({
  id: row.id,
  template_id: row.template_id,
  kind: row.kind as Kind,
  subject: row.subject === '' ? null : row.subject,
  reason: row.reason,
  evidence: row.evidence,
  status: row.status as Status,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  decided_at: row.decided_at?.toISOString() ?? null,
  decided_by: row.decided_by,
  decided_by_name: row.decided_by_name,
  note: row.note,
})
