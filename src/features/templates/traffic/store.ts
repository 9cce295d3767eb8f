import type { Selectable } from 'kysely'
import type { TrafficChangeRow } from '../../../runtime/db/configuration-rows.ts'
import type { Store } from '../store.ts'

export type StoredChange = Selectable<TrafficChangeRow>
export type NewChange = Omit<StoredChange, 'org_id' | 'id' | 'template_id' | 'undone_at'>

export const insertChange = (
  store: Store,
  orgId: number,
  templateId: string,
  { before, after, ...rest }: NewChange,
): Promise<StoredChange> =>
  store
    .insertInto('traffic_changes')
    .values({
      ...rest,
      org_id: orgId,
      template_id: templateId,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
    })
    .returningAll()
    .executeTakeFirstOrThrow()

/** The latest changes that were not undone, newest first. */
export const listChanges = (
  store: Store,
  orgId: number,
  templateId: string,
  limit: number,
): Promise<StoredChange[]> =>
  store
    .selectFrom('traffic_changes')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const markUndone = (store: Store, { org_id, id }: StoredChange, now: Date) =>
  store
    .updateTable('traffic_changes')
    .set({ undone_at: now })
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .execute()
