import type { Selectable } from 'kysely'
import type { TrafficChangeRow } from '../../../runtime/db/table-rows/configuration-rows.ts'
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

/** The changes within a period that were not undone, newest first, with the name of the shipped variant. */
export const listChangesWithin = (
  store: Store,
  orgId: number,
  templateId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  limit: number,
) =>
  store
    .selectFrom('traffic_changes as change')
    .leftJoin('variants as variant', join =>
      join.onRef('variant.org_id', '=', 'change.org_id').onRef('variant.id', '=', 'change.variant_id'),
    )
    .select(['change.at', 'change.kind', 'change.by', 'change.note', 'variant.name as variant'])
    .where('change.org_id', '=', orgId)
    .where('change.template_id', '=', templateId)
    .where('change.undone_at', 'is', null)
    .where('change.at', '>=', from)
    .where('change.at', '<', to)
    .orderBy('change.id', 'desc')
    .limit(limit)
    .execute()

export const markUndone = (store: Store, { org_id, id }: StoredChange, now: Date) =>
  store
    .updateTable('traffic_changes')
    .set({ undone_at: now })
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .execute()
