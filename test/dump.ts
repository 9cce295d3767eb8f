import { expect } from 'vitest'
import type { TestApp } from './app.ts'

/** Every table in which a word occurs in the stored data of the organisation. */
export async function tablesWith(
  { services: { db } }: TestApp,
  org: string,
  word: string,
): Promise<readonly string[]> {
  const tables = await db.query<{ name: string }>({
    text: `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  })
  expect(tables.length).toBeGreaterThan(10)
  const hex = Buffer.from(word).toString('hex')
  const found = await Promise.all(
    tables.map(({ name }) =>
      db.query<{ found: boolean }>({
        text: `select exists (select from "${name}" each
                 where coalesce(to_jsonb(each)->>'org_id', o.id::text) = o.id::text
                   and (strpos(lower(each::text), $1) > 0 or strpos(each::text, $2) > 0)) as found
               from orgs o where o.slug = $3`,
        values: [word.toLowerCase(), hex, org],
      }),
    ),
  )
  return tables.filter((_, at) => found[at]?.[0]?.found).map(({ name }) => name)
}
