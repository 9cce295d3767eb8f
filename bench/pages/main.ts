// Measures how long the server needs for what the pages of the console ask, at several numbers of messages: pages must
// not become slower as messages grow.
//   npm run bench:pages -- --messages 10000 --messages 1000000 (--lists: only lists)
// Times are of the clock; processor time is that of the server with the embedded engine, all threads together.
// On the embedded engine; with DATABASE_URL on that PostgreSQL, in a database of its own.
import { parseArgs } from 'node:util'
import { refreshSnapshots } from '../../src/features/overview/refresh.ts'
import type { Services } from '../../src/services.ts'
import { snapshotsOf } from '../../src/worker-wiring.ts'
import { type InProcess, withServer } from '../in-process.ts'
import { seedMessages } from './seed.ts'
import { LISTS, seedLists } from './seed-lists.ts'
import { setUpTemplates } from './set-up.ts'

const ROUNDS = 15

const at = (path: string) => `/api/v1/orgs/bench${path}`
const ASKED = {
  'home: overview': at('/overview'),
  'results, unchanged counts': at('/templates/template-1/results'),
  'results, 30 days': at('/templates/template-1/results?range=30d'),
  'time series': at('/templates/template-1/results/timeseries'),
  diagnostics: at('/templates/template-1/diagnostics'),
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', multiple: true, default: ['10000', '1000000'] },
      templates: { type: 'string', default: '200' },
      lists: { type: 'boolean', default: false },
    },
  })
  for (const messages of values.messages.map(Number))
    await withServer(server => measure(server, messages, Number(values.templates), values.lists))
}

async function measure(
  { engine, services, call }: InProcess,
  messages: number,
  count: number,
  listsOnly: boolean,
): Promise<void> {
  const templates = await setUpTemplates(call, count)
  const org = await services.catalog.findOrg('bench')
  const startedAt = performance.now()
  await seedMessages(services.db, { orgId: org?.id ?? 0, templates, messages, until: new Date() })
  say(`${engine.version}: ${messages} messages in ${count} templates, seeded in ${seconds(startedAt)} s`)
  await seedLists(services.db, org?.id ?? 0, messages / 2, new Date())
  for (const list of LISTS) {
    const first = await timed(() => call('GET', at(`/${list}`)))
    say(
      `  ${list.padEnd(42)} first ${first.toFixed(0)} ms · again ${await several(() => call('GET', at(`/${list}`)))}`,
    )
  }
  if (listsOnly) return
  await snapshotAll(services)
  for (const [name, path] of Object.entries(ASKED)) {
    const first = await timed(() => call('GET', path))
    const warm = await several(() => call('GET', path))
    const cold = await several(
      () => call('GET', path),
      () => bump(services),
    )
    say(
      `  ${name.padEnd(28)} first ${first.toFixed(0)} ms · again ${warm} · after a change of counts ${cold}`,
    )
  }
}

async function snapshotAll(services: Services): Promise<void> {
  const startedAt = performance.now()
  let rounds = 0
  while ((await refreshSnapshots(snapshotsOf(services))) < 5_000 || rounds === 0) rounds++
  say(`  all snapshots written in ${seconds(startedAt)} s, ${rounds} rounds`)
}

const bump = (services: Services) =>
  services.db.query({ text: 'update count_versions set version = version + 1, changed_at = now()' })

async function several(
  run: () => Promise<{ statusCode: number }>,
  before?: () => Promise<unknown>,
): Promise<string> {
  const times: number[] = []
  const busy: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await before?.()
    const usedBefore = process.cpuUsage()
    times.push(await timed(run))
    const { user, system } = process.cpuUsage(usedBefore)
    busy.push((user + system) / 1000)
  }
  const worst = Math.max(...times)
  return `${middle(times).toFixed(1)} ms (at most ${worst.toFixed(0)}, processor ${middle(busy).toFixed(0)})`
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function timed(run: () => Promise<{ statusCode: number }>): Promise<number> {
  const startedAt = performance.now()
  const { statusCode } = await run()
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
  return performance.now() - startedAt
}

const seconds = (startedAt: number): string => ((performance.now() - startedAt) / 1000).toFixed(1)
const say = (line: string) => process.stdout.write(`${line}\n`)

await main()
