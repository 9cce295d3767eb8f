import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../../../test/database.ts'
import { arrayLiteral } from './array-literal.ts'
import { openDatabase } from './db.ts'
import { migrate } from './migrate.ts'
import { PARTITIONED } from './partitions.ts'
import type { Database } from './session.ts'

let store: TestStore
let db: Database
const options = () => ({ ...store, connectionsMax: 4, onDeath: (error: Error) => Promise.reject(error) })
beforeAll(async () => {
  store = await createTestStore()
  db = await openDatabase(options())
  await db.query({ text: 'create table notes (id int primary key, text text)' })
})
afterAll(async () => {
  await db.close()
  await store.remove()
})

const note = (id: number) => ({ text: 'insert into notes values ($1, $2)', values: [id, 'a note'] })
const count = async () => (await db.query({ text: 'select 1 from notes' })).length

describe('a statement', () => {
  it('that fails is one failure: the next one is answered as usual', async () => {
    await expect(db.query({ text: 'select 1 / $1::int', values: [0] })).rejects.toMatchObject({
      code: '22012',
    })
    await expect(db.query({ text: 'select $1::int', values: ['x'] })).rejects.toMatchObject({ code: '22P02' })
    await expect(db.query({ text: 'selec' })).rejects.toMatchObject({ code: '42601' })
    await expect(
      db.query({ name: 'named', text: 'select $1::int as n', values: ['x'] }),
    ).rejects.toMatchObject({ code: '22P02' })
    expect(await db.query({ name: 'named', text: 'select $1::int as n', values: [7] })).toEqual([{ n: 7 }])
  })

  it('reads counts as numbers, times as dates and documents as objects', async () => {
    const [row] = await db.query({
      text: `select count(*) as count, '2026-01-01T00:00:00Z'::timestamptz as at, '{"a":[1]}'::jsonb as document from notes`,
    })
    expect(row).toEqual({ count: 0, at: new Date('2026-01-01'), document: { a: [1] } })
  })

  it('waits its turn when many are given at once', async () => {
    const rows = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        db.query<{ n: number }>({ text: 'select $1::int as n', values: [n] }),
      ),
    )
    expect(rows.map(([row]) => row?.n)).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })
})

it('an array is read as it was written, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.string({ unit: 'grapheme' }).filter(text => !text.includes('\0')))),
      async texts => {
        const [row] = await db.query({ text: 'select $1::text[] as texts', values: [arrayLiteral(texts)] })
        expect(row).toEqual({ texts })
      },
    ),
  )
  const [row] = await db.query({
    text: 'select $1::float8[] as numbers, $2::bool[] as claims',
    values: [arrayLiteral([1, 2.5, -3e-7, null]), arrayLiteral([true, false, null])],
  })
  expect(row).toEqual({ numbers: [1, 2.5, -3e-7, null], claims: [true, false, null] })
})

describe('a transaction', () => {
  it('is all or nothing', async () => {
    const before = await count()
    await expect(
      db.transaction(async session => {
        await session.query(note(1))
        await session.query(note(1))
      }),
    ).rejects.toMatchObject({ code: '23505' })
    await expect(
      db.transaction(async session => {
        await session.query(note(2))
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await count()).toBe(before)
    expect(await db.transaction(session => session.query(note(3)).then(() => 'done'))).toBe('done')
    expect(await count()).toBe(before + 1)
  })
})

describe('migrations', () => {
  it('run once, also when several start together', async () => {
    expect(await Promise.all([migrate(db, new Date()), migrate(db, new Date())])).toEqual([[], []])
  })

  it('make a partition a month, for the coming months too', async () => {
    const now = new Date('2031-12-15T00:00:00Z')
    await migrate(db, now)
    for (const table of PARTITIONED) {
      const rows = await db.query<{ name: string }>({
        text: 'select relname as name from pg_class where relname like $1 order by 1',
        values: [`${table}\\_203%`],
      })
      expect(rows.map(({ name }) => name).filter(name => /_\d\d$/.test(name))).toEqual(
        ['2031_11', '2031_12', '2032_01', '2032_02'].map(month => `${table}_${month}`),
      )
    }
  })

  it('refuse a database that a newer version has migrated', async () => {
    await db.query({ text: "insert into schema_migrations (name) values ('9999-from-the-future.sql')" })
    await expect(migrate(db, new Date())).rejects.toThrow('newer Parley (9999-from-the-future.sql)')
    await db.query({ text: "delete from schema_migrations where name like '9999%'" })
  })
})
