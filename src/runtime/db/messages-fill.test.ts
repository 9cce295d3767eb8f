import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Notes, openNotes } from '../../../test/notes.ts'

let notes: Notes
beforeAll(async () => {
  notes = await openNotes()
})
afterAll(() => notes.close())

const MIGRATION = readFileSync('migrations/0077-messages-fill.sql', 'utf8')
const ROWS = 400

const partitions = () =>
  notes.db.query<{ name: string; options: readonly string[] | null }>({
    text: `select inhrelid::regclass::text as name, reloptions as options from pg_inherits join pg_class c on c.oid = inhrelid
           where inhparent = 'messages'::regclass order by 1`,
  })

const insert = (orgId: number) =>
  notes.db.query({
    text: `insert into messages (org_id, decision_id, decided_at, template_id, arm, revenue, delivered, opened, machine_opened, clicked,
             machine_clicked, converted, unsubscribed, bounced, complained)
           select $1::int, gen_random_uuid(), now(), 'welcome', 'treatment', '{}', false, false, false, false, false, false, false, false, false
           from generate_series(1, $2::int)`,
    values: [orgId, ROWS],
  })

/** Changes an eighth of the messages, and returns how many are in their pages still. */
async function countInPlace(orgId: number): Promise<number> {
  const pages = () =>
    notes.db.query<{ id: string; page: string }>({
      text: `select decision_id as id, split_part(ctid::text, ',', 1) as page from messages where org_id = $1`,
      values: [orgId],
    })
  const before = new Map((await pages()).map(({ id, page }) => [id, page]))
  await notes.db.query({
    text: 'update messages set delivered = true where org_id = $1 and get_byte(uuid_send(decision_id), 0) % 8 = 0',
    values: [orgId],
  })
  return (await pages()).filter(({ id, page }) => before.get(id) === page).length
}

it('leaves room in new pages of a store that the previous version filled, and keeps its rows', async () => {
  const made = await partitions()
  expect(made.length).toBeGreaterThan(2)
  for (const { name } of made) await notes.db.query({ text: `alter table ${name} set (fillfactor = 100)` })
  await insert(1)
  expect(await countInPlace(1)).toBeLessThan(ROWS)

  await notes.db.query({ text: MIGRATION })
  expect(await partitions()).toEqual(made)
  expect(made.map(({ options }) => options)).toEqual(made.map(() => ['fillfactor=75']))
  const [kept] = await notes.db.query({ text: 'select count(*) as count from messages' })
  expect(kept).toEqual({ count: ROWS })
  await insert(2)
  expect(await countInPlace(2)).toBe(ROWS)
})
