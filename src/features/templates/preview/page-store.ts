import { MINUTE_MS } from '../../../lib/duration.ts'
import { createId, isId } from '../../../lib/id.ts'
import type { Store } from '../store.ts'

const LIFETIME_MS = 2 * MINUTE_MS

/** Keeps a page for two minutes, and drops those whose time is over. Returns its id. */
export async function keepPage(store: Store, orgId: number, html: string, now: Date): Promise<string> {
  const id = createId(now.getTime())
  await store.deleteFrom('preview_pages').where('expires_at', '<', now).execute()
  await store
    .insertInto('preview_pages')
    .values({ org_id: orgId, id, html, expires_at: new Date(now.getTime() + LIFETIME_MS) })
    .execute()
  return id
}

/** @returns undefined if there is no such page, or its time is over */
export async function readPage(
  store: Store,
  orgId: number,
  id: string,
  now: Date,
): Promise<string | undefined> {
  if (!isId(id)) return undefined
  const row = await store
    .selectFrom('preview_pages')
    .select('html')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('expires_at', '>=', now)
    .executeTakeFirst()
  return row?.html
}
