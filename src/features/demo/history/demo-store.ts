import { sql } from 'kysely'
import type { Configuration } from '../../../runtime/catalog/change.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../../runtime/db/session.ts'

export interface DemoRow {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly created_at: Date
}

/** The demo organisation of an organisation; undefined if it has none. */
export const findDemo = ({ kysely }: Database, orgId: number): Promise<DemoRow | undefined> =>
  kysely
    .selectFrom('orgs')
    .select(['id', 'slug', 'name', 'created_at'])
    .where('demo_of', '=', orgId)
    .executeTakeFirst()

/** Marks an organisation as the demo of another one. False if that one has a demo already. */
export async function markAsDemo({ kysely }: Database, id: number, demoOf: number): Promise<boolean> {
  const { rows } = await sql`
    update orgs set demo_of = ${demoOf}
    where id = ${id} and not exists (select from orgs where demo_of = ${demoOf}) returning id`.execute(kysely)
  return rows.length > 0
}

/** Dates the configuration back to the beginning of its history. */
export async function dateBack(db: Database, orgId: number, to: Date): Promise<void> {
  for (const table of ['templates', 'variants'])
    await db.query({
      text: `update ${table} set created_at = $2, updated_at = $2 where org_id = $1`,
      values: [orgId, to],
    })
}

/** Deletes an organisation with everything that belongs to it. Only for demos: their data is invented. */
export async function deleteDemo({ db, catalog }: Configuration, { id, slug }: DemoRow): Promise<void> {
  await db.transaction(async session => {
    await lockOrg(session, id)
    const tables = await session.query<{ name: string }>({
      text: `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
             where a.attname = 'org_id' and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition
               and c.relnamespace = 'public'::regnamespace and not exists (
                 select from pg_constraint f
                 where f.conrelid = c.oid and f.contype = 'f' and f.confrelid = 'orgs'::regclass and f.confdeltype = 'c')
             order by 1`,
    })
    for (const { name } of tables)
      await session.query({ text: `delete from "${name}" where org_id = $1`, values: [id] })
    await session.query({ text: 'delete from orgs where id = $1 and demo_of is not null', values: [id] })
  })
  await catalog.changed(slug)
}
