import type { Kysely, Transaction } from 'kysely'
import { DAY_MS } from '../../lib/duration.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { OrgKey } from './org-key.ts'

const FORMER_DAYS = 90

export const slugIsTaken = (slug: string): Problem =>
  new Problem('already-exists', `There is an organisation "${slug}" already. Choose another slug.`, [
    { field: '/slug', message: 'is taken' },
  ])

/** Whether another organisation had this slug until recently, so that calls of it may still arrive. */
export async function isFormerSlug(
  store: Kysely<Tables>,
  slug: string,
  except: number | null,
  now: Date,
): Promise<boolean> {
  const row = await store
    .selectFrom('former_slugs')
    .select('org_id')
    .where('slug', '=', slug)
    .where('until', '>', now)
    .executeTakeFirst()
  return row !== undefined && row.org_id !== except
}

/**
 * Gives an organisation another slug. The present one keeps working for 90 days.
 * @throws Problem already-exists
 */
export async function moveSlug(
  transaction: Transaction<Tables>,
  org: OrgKey,
  to: string,
  now: Date,
): Promise<void> {
  const present = await transaction
    .selectFrom('orgs')
    .select('slug')
    .where('id', '=', org.id)
    .executeTakeFirstOrThrow()
  if (present.slug === to) return
  const taken = await transaction.selectFrom('orgs').select('id').where('slug', '=', to).executeTakeFirst()
  if (taken || (await isFormerSlug(transaction, to, org.id, now))) throw slugIsTaken(to)
  await transaction.deleteFrom('former_slugs').where('slug', '=', to).execute()
  await transaction.updateTable('orgs').set({ slug: to }).where('id', '=', org.id).execute()
  await transaction
    .insertInto('former_slugs')
    .values({
      slug: present.slug,
      org_id: org.id,
      until: new Date(now.getTime() + FORMER_DAYS * DAY_MS),
      callers: '{}',
    })
    .execute()
}

export const listFormerSlugs = ({ kysely }: Database, org: OrgKey, now: Date) =>
  kysely
    .selectFrom('former_slugs')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('until', '>', now)
    .orderBy('until', 'desc')
    .execute()

/** Ends the slugs whose time is over. */
export async function forgetFormerSlugs({ kysely }: Database, now: Date): Promise<void> {
  await kysely.transaction().execute(async transaction => {
    const ended = await transaction
      .deleteFrom('former_slugs')
      .where('until', '<=', now)
      .returning('org_id')
      .execute()
    if (ended.length > 0)
      await transaction
        .updateTable('orgs')
        .set(row => ({ config_version: row('config_version', '+', 1) }))
        .where(
          'id',
          'in',
          ended.map(({ org_id }) => org_id),
        )
        .execute()
  })
}
