import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { markDays } from './changed-days.ts'
import type { Database, Session, Statement } from './session.ts'

// Each statement that writes decisions, events or credits, by file, with how the days of its rows are marked for exports.
const MARKS = 'the function marks the days'
const LOOKED_AT = 'the look at each new decision marks the day (attribution/decided)'
const NOT_PUBLISHED = 'it changes no column that an export publishes'
const AGE = 'a day of which something was deleted for its age stays as it was exported'
const GONE = 'the organisation is deleted, with its exports'
const OTHER_TABLES = 'other tables alone'

const WRITERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'features/attribution/attribution-store.ts': {
    'delete from attributions': MARKS,
    'insert into attributions': MARKS,
  },
  'features/attribution/control/control-store.ts': {
    'delete from attributions': MARKS,
    'delete from decisions': MARKS,
    'insert into decisions': MARKS,
  },
  'features/attribution/count/cell-store.ts': { 'update decisions': NOT_PUBLISHED },
  'features/attribution/count/forget-metric-store.ts': {
    'delete from metric_credits': 'the statement marks the days',
    'update events': NOT_PUBLISHED,
  },
  'features/attribution/event-store.ts': { 'update events': MARKS },
  'features/attribution/metrics/metric-credit-store.ts': {
    'delete from metric_credits': MARKS,
    'insert into metric_credits': MARKS,
  },
  'features/demo/history/demo-store.ts': { 'delete from ?': GONE, 'update ?': OTHER_TABLES },
  'features/generate/ledger-store.ts': { 'insert into decisions': LOOKED_AT },
  'features/generate/names/late-name-store.ts': { 'update decisions': LOOKED_AT },
  'features/generate/withdraw-store.ts': { 'delete from decisions': MARKS },
  'features/ingest/event-store.ts': { 'insert into events': MARKS },
  'features/ingest/retention-store.ts': { 'delete from ?': AGE },
  'features/ingest/stored-event-store.ts': { 'delete from events': MARKS, 'update events': MARKS },
  'features/people/erase-store.ts': {
    'delete from ?': OTHER_TABLES,
    'update decisions': MARKS,
    'update events': MARKS,
  },
  'features/people/event-name-store.ts': { 'update events': MARKS },
  'features/people/parked-store.ts': { 'update events': NOT_PUBLISHED },
  'runtime/db/distribute/plan.ts': {
    'delete from ?': OTHER_TABLES,
    'drop table ?': OTHER_TABLES,
    'insert into ?': OTHER_TABLES,
  },
  'runtime/db/partitions.ts': { 'drop table ?': AGE },
  'runtime/outbox/lane.ts': { 'update ?': OTHER_TABLES },
}

const TABLE = '(events|decisions|attributions|metric_credits)(?:_\\w+)?\\b'
const IN_SQL = new RegExp(
  `\\b(insert into|update(?: only)?|delete from(?: only)?|merge into|truncate(?: table)?|copy|drop table(?: if exists)?)\\s+"?(?:(?:public\\.)?${TABLE}|\\$\\{)`,
  'g',
)
const IN_BUILDER = new RegExp(`\\b(insertInto|updateTable|deleteFrom|mergeInto)\\('${TABLE}`, 'g')

const src = join(dirname(fileURLToPath(import.meta.url)), '../..')

function writesOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8')
  const found = [...text.matchAll(IN_SQL), ...text.matchAll(IN_BUILDER)]
  return [
    ...new Set(found.map(([, verb, table = '?']) => `${verb?.replace(/ (if exists|only)$/, '')} ${table}`)),
  ].sort()
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  file => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)

it('every statement that writes decisions, events or credits is on the list, with how it marks the days', () => {
  const found = files.flatMap(file => {
    const writes = writesOf(file)
    return writes.length === 0 ? [] : [[file, writes] as const]
  })
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(WRITERS).map(([file, writes]) => [file, Object.keys(writes).sort()])),
  )
})

it('what is said to mark days does', () => {
  const marking = Object.entries(WRITERS).flatMap(([file, writes]) =>
    Object.values(writes).includes(MARKS) ? [file] : [],
  )
  for (const file of marking)
    expect(readFileSync(join(src, file), 'utf8'), file).toMatch(/markDays\(|changeEvents\(/)
})

it('days are looked for once in a transaction, and never without one', async () => {
  const said: unknown[] = []
  const query = async <Row>({ values }: Statement): Promise<readonly Row[]> => {
    said.push(values)
    return []
  }
  const session: Session = { query }
  const days = (...names: string[]) => names.map(name => new Date(`${name}T23:59:59Z`))
  await markDays(session, 1, days('2026-01-01', '2026-01-01', '2026-01-02'))
  await markDays(session, 1, days('2026-01-02', '2026-01-03'))
  await markDays(session, 1, days('2026-01-03'))
  await markDays(session, 2, days('2026-01-03'))
  await markDays({ query }, 1, days('2026-01-03'))
  expect(said).toEqual([
    [1, ['2026-01-01', '2026-01-02']],
    [1, ['2026-01-03']],
    [2, ['2026-01-03']],
    [1, ['2026-01-03']],
  ])
  const database: Pick<Database, 'query' | 'transaction'> = { query, transaction: work => work(session) }
  await expect(markDays(database, 1, days('2026-01-04'))).rejects.toThrow('in the transaction')
})
