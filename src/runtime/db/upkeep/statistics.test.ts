import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Notes, openNotes } from '../../../../test/notes.ts'
import { analyzeGrown } from './statistics.ts'

let notes: Notes
beforeAll(async () => {
  notes = await openNotes()
})
afterAll(() => notes.close())

const insert = (from: number, count: number) => ({
  text: `insert into notes select i, repeat('x', 100) from generate_series($1::int, $2::int) as i`,
  values: [from, from + count - 1],
})

async function rowsKnown(): Promise<number> {
  const [row] = await notes.db.query<{ rows: number }>({
    text: "select reltuples as rows from pg_class where relname = 'notes'",
  })
  return row?.rows ?? Number.NaN
}

it('the planner knows the rows of a table that has grown, and again when it has doubled', async () => {
  await notes.db.query(insert(1, 2_000))
  await analyzeGrown(notes.db)
  expect(await rowsKnown()).toBe(2_000)
  await notes.db.query(insert(2_001, 1_000))
  await analyzeGrown(notes.db)
  expect(await rowsKnown()).toBe(2_000)
  await notes.db.query(insert(3_001, 5_000))
  await analyzeGrown(notes.db)
  expect(await rowsKnown()).toBe(8_000)
})

it('a table that was analysed when its rows were not there yet is analysed again', async () => {
  await notes.db.query({ text: "update pg_class set reltuples = 0 where relname = 'notes'" })
  await analyzeGrown(notes.db)
  expect(await rowsKnown()).toBe(8_000)
})
