import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/runtime/db/db.ts'
import type { Database } from '../../src/runtime/db/session.ts'
import { ADMIN_KEY } from '../app.ts'
import { PLACES } from './places.ts'
import { ORG, seededStore } from './seed.ts'
import { openContext, settle } from './show.ts'
import { openStage, type Stage } from './stage.ts'

// `npm run bench:console`: how long pages take to load with a few thousand messages, and with a million. The times are
// for docs/performance.md; the test only says that a page does not grow with the number of messages.

const MESSAGES = 1_000_000
const TIMES = 5
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
    const before = await measure(small)
    const after = await measure(large)
    for (const [name, ms] of after) console.log(`${name}: ${before.get(name)} ms, with a million ${ms} ms`)
    for (const [name, ms] of after)
      expect(ms, name).toBeLessThan(GROWTH_MAX * Math.max(before.get(name) ?? 0, SHORT_MS))
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

async function measure(dataDir: string): Promise<ReadonlyMap<string, number>> {
  const stage = await openStage(dataDir)
  try {
    return new Map([...(await measurePages(stage)), ...(await measureCalls(stage))])
  } finally {
    await stage.close()
  }
}

const medianOf = (times: readonly number[]): number =>
  Math.round(times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0)

/** From the address to the last number: no skeleton is left. Code and styles come from the browser's cache. */
async function measurePages(stage: Stage): Promise<readonly (readonly [string, number])[]> {
  const context = await openContext(stage)
  const page = await context.newPage()
  const measured: (readonly [string, number])[] = []
  for (const { name, path } of PLACES.filter(place => PAGES.includes(place.name))) {
    const times: number[] = []
    for (let time = 0; time <= TIMES; time++) {
      const startedAt = performance.now()
      await page.goto(`${stage.url}${path}`)
      await settle(page)
      // The first one warms up.
      if (time > 0) times.push(performance.now() - startedAt)
    }
    measured.push([`page ${name}`, medianOf(times)])
  }
  await context.close()
  return measured
}

async function measureCalls({ url }: Stage): Promise<readonly (readonly [string, number])[]> {
  const measured: (readonly [string, number])[] = []
  for (const call of CALLS) {
    const times: number[] = []
    for (let time = 0; time <= TIMES; time++) {
      const startedAt = performance.now()
      const reply = await fetch(`${url}/api/v1/orgs/${ORG}${call}`, { headers: { 'x-api-key': ADMIN_KEY } })
      await reply.text()
      expect(reply.status, call).toBe(200)
      if (time > 0) times.push(performance.now() - startedAt)
    }
    measured.push([`call ${call}`, medianOf(times)])
  }
  return measured
}
