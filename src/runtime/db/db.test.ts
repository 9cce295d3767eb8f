import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Notes, note, openNotes } from '../../../test/notes.ts'
import { arrayLiteral } from './array-literal.ts'
import { migrate } from './migrate.ts'
import { PARTITIONED } from './partitions.ts'
import { rows } from './rows.ts'
import type { Database } from './session.ts'

let notes: Notes
let db: Database
beforeAll(async () => {
  notes = await openNotes()
  db = notes.db
})
afterAll(() => notes.close())

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

  it('waits in order if many are sent at once', async () => {
    const rows = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        db.query<{ n: number }>({ text: 'select $1::int as n', values: [n] }),
      ),
    )
    expect(rows.map(([row]) => row?.n)).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })
})

it('an array is read as it was written, with any contents', async () => {
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

describe('rows', () => {
  interface Given {
    readonly whole: number | null
    readonly sum: bigint
    readonly share: number
    readonly text: string | null
    readonly isSet: boolean
    readonly at: Date | null
    readonly document: string
    readonly body: Uint8Array
  }
  const GIVEN = rows<Given>(
    {
      place: ['int', (_, place) => place],
      whole: ['bigint', ({ whole }) => whole],
      sum: ['numeric', ({ sum }) => sum],
      share: ['float8', ({ share }) => share],
      text: ['text', ({ text }) => text],
      is_set: ['bool', ({ isSet }) => isSet],
      at: ['timestamptz', ({ at }) => at],
      document: ['jsonb', ({ document }) => document],
      body: ['bytea', ({ body }) => body],
    },
    { first: 3, as: 'wanted' },
  )
  const readBack = (given: readonly Given[]) =>
    db.query({
      name: 'rows',
      text: `select ${GIVEN.columns}, $1::text as before, $2::text as between, $${GIVEN.next}::int as after
             from ${GIVEN.sql} order by wanted.place`,
      values: ['a', 'b', ...GIVEN.values(given), 4],
    })

  it('count their own parameters, and arrive unchanged', async () => {
    expect(GIVEN.next).toBe(12)
    const given: readonly Given[] = [
      {
        ...{ whole: 7, sum: 9_007_199_254_740_991n, share: 1e-7, text: 'a "b" \\ {c},\nNULL', isSet: true },
        at: new Date('2026-01-02T03:04:05.678Z'),
        ...{ document: '{"a":["\\"",null]}', body: Buffer.from([0, 1, 92, 34, 255]) },
      },
      {
        ...{ whole: null, sum: -1n, share: 0.5, text: null, isSet: false, at: null },
        ...{ document: 'null', body: new Uint8Array() },
      },
    ]
    const found = await readBack(given)
    const around = { before: 'a', between: 'b', after: 4 }
    expect(found).toEqual([
      {
        ...{
          place: 0,
          whole: 7,
          sum: 9_007_199_254_740_991,
          share: 1e-7,
          text: given[0]?.text,
          is_set: true,
        },
        ...{
          at: given[0]?.at,
          document: { a: ['"', null] },
          body: Buffer.from([0, 1, 92, 34, 255]),
          ...around,
        },
      },
      {
        ...{ place: 1, whole: null, sum: -1, share: 0.5, text: null, is_set: false, at: null },
        ...{ document: null, body: Buffer.alloc(0), ...around },
      },
    ])
    expect(await readBack([])).toEqual([])
  })

  it('hold any moment that there is a date for', async () => {
    const MOMENTS = rows<Date>({ at: ['timestamptz', at => at] }, { first: 1 })
    const moments = ['+010000-01-01T00:00:00.001Z', '0001-01-01T00:00:00.000Z', '-000042-06-07T08:09:10.011Z']
    const found = await db.query<{ ms: number }>({
      text: `select round(extract(epoch from at) * 1000) as ms from ${MOMENTS.sql}`,
      values: MOMENTS.values(moments.map(text => new Date(text))),
    })
    expect(found.map(({ ms }) => new Date(ms).toISOString())).toEqual(moments)
  })
})

describe('a transaction', () => {
  it('is all or nothing', async () => {
    const before = await notes.count()
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
    expect(await notes.count()).toBe(before)
    expect(await db.transaction(session => session.query(note(3)).then(() => 'done'))).toBe('done')
    expect(await notes.count()).toBe(before + 1)
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
