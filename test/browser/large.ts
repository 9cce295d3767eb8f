import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/runtime/db/db.ts'
import type { Database } from '../../src/runtime/db/session.ts'
import { ADMIN_KEY } from '../app.ts'
import { PLACES } from './stage/places.ts'
import { ORG, seededStore } from './stage/seed.ts'
import { openContext, settle } from './stage/show.ts'
import { openStage, type Stage } from './stage/stage.ts'

// `npm run bench:console`: how long pages take to load with a few thousand messages, and with a million, in turn, so
// that both meet the same neighbours. The times are for docs/performance.md; the test only says that a page does not
// grow with the number of messages. Copying takes most of the time: some minutes on a machine of its own.

const MESSAGES = 1_000_000
const TIMES = 9
const PAGES = ['home', 'results', 'events', 'people', 'sources', 'diagnostics']
const CALLS = [
  '/overview',
  '/templates/welcome-email/results',
  '/templates/welcome-email/results/timeseries',
  '/requests',
]
const GROWTH_MAX = 3

it('loads as fast with a million messages', async () => {
  const small = await seededStore()
  const large = await seededStore()
  try {
    console.log(await multiply(large, MESSAGES))
    const measured = await measure([small, large])
    for (const [name, [before, after]] of measured)
      console.log(`${name}: ${inWords(before)}, with a million ${inWords(after)}`)
    for (const [name, [before, after]] of measured)
      expect(medianOf(after), name).toBeLessThan(GROWTH_MAX * Math.max(medianOf(before), SHORT_MS))
  } finally {
    for (const folder of [small, large]) rmSync(folder, { recursive: true, force: true })
  }
}, 7_200_000)

/** What is shorter varies more than it takes. */
const SHORT_MS = 50

/** Copies the messages of a store, with their choices, calls and events, until there are so many. */
async function multiply(dataDir: string, wanted: number): Promise<string> {
  const onDeath = (error: Error) => {
    throw error
  }
  const db = await openDatabase({ databaseUrl: '', dataDir, connectionsMax: 1, onDeath })
  const count = async (table: string) => {
    const [row] = await db.query<{ count: string }>({ text: `select count(*) as count from ${table}` })
    return Number(row?.count)
  }
  const copies = Math.ceil(wanted / (await count('messages')))
  await copy(db, 'decisions', ['id'], 'decided_at', copies)
  await copy(db, 'messages', ['decision_id'], 'decided_at', copies)
  await copy(db, 'events', ['id'], 'received_at', Math.ceil(copies / 3))
  await copy(db, 'inbound_requests', ['id'], 'received_at', Math.ceil(copies / 6))
  await db.query({ text: 'analyze' })
  const counts: string[] = []
  for (const table of ['messages', 'decisions', 'events', 'inbound_requests'])
    counts.push(`${await count(table)} ${table}`)
  await db.close()
  return counts.join(', ')
}

/** New ids keep their time, so that lists stay in order; each copy is a millisecond earlier. */
async function copy(
  db: Database,
  table: string,
  ids: readonly string[],
  time: string,
  copies: number,
): Promise<void> {
  const rows = await db.query<{ name: string }>({
    text: `select column_name as name from information_schema.columns where table_name = $1 and table_schema = 'public'`,
    values: [table],
  })
  const columns = rows.map(({ name }) => name)
  const values = columns.map(name => {
    if (ids.includes(name))
      return `(substr(t.${name}::text, 1, 18) || substr(gen_random_uuid()::text, 19))::uuid`
    return name === time ? `t.${name} - n * interval '1 millisecond'` : `t.${name}`
  })
  await db.query({ text: `create temp table original as select * from ${table}` })
  for (let from = 1; from < copies; from += BATCH) {
    const to = Math.min(copies - 1, from + BATCH - 1)
    await db.query({
      text: `insert into ${table} (${columns.join(', ')})
             select ${values.join(', ')} from original t, generate_series($1::int, $2::int) n`,
      values: [from, to],
    })
  }
  await db.query({ text: 'drop table original' })
}

const BATCH = 20

type Times = readonly number[]
type Measured = readonly (readonly [name: string, times: readonly [small: Times, large: Times]])[]

async function measure([small, large]: readonly [string, string]): Promise<Measured> {
  const stages = [await openStage(small), await openStage(large)] as const
  try {
    return [...(await measurePages(stages)), ...(await measureCalls(stages))]
  } finally {
    for (const stage of stages) await stage.close()
  }
}

const medianOf = (times: Times): number =>
  Math.round(times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0)

const inWords = (times: Times): string => `${medianOf(times)} ms (at most ${Math.round(Math.max(...times))})`

type Both<Value> = readonly [small: Value, large: Value]

/** Both in turn. The first time warms up. */
async function inTurn(run: Both<() => Promise<unknown>>): Promise<Both<Times>> {
  const times: Both<number[]> = [[], []]
  for (let time = 0; time <= TIMES; time++)
    for (const which of [0, 1] as const) {
      const startedAt = performance.now()
      await run[which]()
      if (time > 0) times[which].push(performance.now() - startedAt)
    }
  return times
}

/** From the address to the last number, with the moment in which `settle` looks for more. Code and styles come from the browser's cache. */
async function measurePages(stages: Both<Stage>): Promise<Measured> {
  const open = async (stage: Stage) => {
    const page = await (await openContext(stage)).newPage()
    return async (path: string) => {
      await page.goto(`${stage.url}${path}`)
      await settle(page)
    }
  }
  const [small, large] = [await open(stages[0]), await open(stages[1])]
  const measured: Measured[number][] = []
  for (const { name, path } of PLACES.filter(place => PAGES.includes(place.name)))
    measured.push([`page ${name}`, await inTurn([() => small(path), () => large(path)])])
  return measured
}

async function measureCalls([small, large]: Both<Stage>): Promise<Measured> {
  const ask = async ({ url }: Stage, call: string) => {
    const reply = await fetch(`${url}/api/v1/orgs/${ORG}${call}`, { headers: { 'x-api-key': ADMIN_KEY } })
    await reply.text()
    expect(reply.status, call).toBe(200)
  }
  const measured: Measured[number][] = []
  for (const call of CALLS)
    measured.push([`call ${call}`, await inTurn([() => ask(small, call), () => ask(large, call)])])
  return measured
}
