import type { Database } from './session.ts'

const PAGE_BYTES = 8_192
// A table this small is read as fast without statistics.
const PAGES_MIN = 8
// Plans need orders of magnitude: 300 rows for each step. A sample of a large table takes milliseconds.
const TARGET = 10

/**
 * Gathers the planner's statistics of tables that have doubled since their last analysis, so the costs vanish as tables
 * grow. The embedded engine has no process of its own for it, and a server's comes minutes late. Until then, a plan may
 * read all rows of an organisation for each row that it looks up.
 *
 * To be called between batches: an analysis sees the pages of a batch that is under way, but not its rows. A table with
 * fewer rows than pages was analysed at such a moment, so it is analysed again.
 */
export async function analyzeGrown(db: Database): Promise<void> {
  const grown = await db.query<{ name: string }>({
    name: 'tables-grown',
    text: `select c.oid::regclass::text as name from pg_class c
           where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
             and (pg_relation_size(c.oid) / ${PAGE_BYTES} > 2 * c.relpages + ${PAGES_MIN} or c.relpages > c.reltuples and c.relpages > ${PAGES_MIN})`,
  })
  for (const { name } of grown)
    await db.transaction(async session => {
      await session.query({ text: `set local default_statistics_target = ${TARGET}` })
      await session.query({ text: `analyze ${name}` })
    })
}
