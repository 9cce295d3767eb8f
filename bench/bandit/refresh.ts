// Measures, during a blast, the time from a webhook until its result is in use, for a template that learns by attributes,
// and how long requests wait. Everything runs as in `serve`, in one process on the embedded engine.
//   node dist-bench/bench/bandit/refresh.js [seconds] [variants]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import pino from 'pino'
import { readConfig } from '../../src/config.ts'
import type { Server } from '../../src/serve.ts'
import { ADMIN_KEY } from '../setup.ts'
import { alignedTable } from './report.ts'

// The built server, as it is published.
const built = new URL('../../../dist/serve.js', import.meta.url)
const { startServer }: typeof import('../../src/serve.ts') = await import(built.href)

const HISTORY = 12_000
const [SECONDS, VARIANTS] = [Number(process.argv[2] ?? 30), Number(process.argv[3] ?? 200)]
const CHOICES_A_STEP = 5
const CLICKS_A_STEP = 2
const STEP_MS = 50
const LOOK_MS = 25

type Call = (
  method: 'POST' | 'PATCH',
  url: string,
  body: unknown,
) => Promise<{ readonly status: number; readonly body: string }>

const callOf =
  ({ app }: Server): Call =>
  async (method, url, body) => {
    const reply = await app.inject({
      method,
      url,
      headers: { 'x-api-key': ADMIN_KEY },
      payload: body as object,
    })
    if (reply.statusCode >= 300) throw new Error(`${url} was answered ${reply.statusCode}: ${reply.body}`)
    return { status: reply.statusCode, body: reply.body }
  }

async function setUp(call: Call): Promise<void> {
  await call('POST', '/api/v1/orgs', { slug: 'bench', name: 'Benchmark' })
  const learning = { context: ['plan', 'region', 'device'] }
  const split = { method: 'internal_persistent', control_share: 0 }
  const template = {
    id: 'blast',
    variables: ['subject'],
    algorithm: 'contextual',
    learning,
    split,
    key_metric: 'click_rate',
  }
  const at = '/api/v1/orgs/bench/templates'
  await call('POST', at, template)
  await call('POST', `${at}/blast/variants`, { name: 'control', vars: { subject: 'Hello' }, control: true })
  for (let number = 1; number <= VARIANTS; number++) {
    const vars = { subject: `Number ${number}` }
    await call('POST', `${at}/blast/variants`, { name: `variant ${number}`, vars, status: 'approved' })
  }
  await call('PATCH', `${at}/blast`, { status: 'active' })
}

/** Message number n, to a person of one of 36 cells. @returns the duration, in milliseconds */
async function ask(call: Call, message: number): Promise<number> {
  const attrs = {
    plan: `p${message % 3}`,
    region: `r${Math.floor(message / 3) % 4}`,
    device: `d${Math.floor(message / 12) % 3}`,
  }
  const startedAt = performance.now()
  await call('POST', '/api/generate/bench', {
    template_id: 'blast',
    user_id: `u${message}`,
    tracking_id: `t${message}`,
    attrs,
  })
  return performance.now() - startedAt
}

const click = (call: Call, messages: readonly number[]) =>
  call(
    'POST',
    '/api/webhook/events/bench',
    messages.map(at => ({
      event: 'email_clicked',
      event_id: `c${at}`,
      tracking_id: `t${at}`,
      user_id: `u${at}`,
    })),
  )

const numbersFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at)

async function measure(server: Server, call: Call, first: number) {
  const { db, policies, catalog } = server.services
  const org = await catalog.findOrg('bench')
  const template = org?.templates.get('blast')
  if (!org || !template) throw new Error('nothing was set up')
  const endsAt = performance.now() + 1000 * SECONDS
  const took: number[] = []
  const asking: Promise<unknown>[] = []
  const blocked = monitorEventLoopDelay({ resolution: 5 })
  blocked.enable()
  const blast = async () => {
    for (let step = 0; performance.now() < endsAt; step++, await wait(STEP_MS)) {
      for (const message of numbersFrom(first + step * CHOICES_A_STEP, CHOICES_A_STEP))
        asking.push(ask(call, message).then(ms => took.push(ms)))
      asking.push(click(call, numbersFrom(HISTORY / 2 + step * CLICKS_A_STEP, CLICKS_A_STEP)))
    }
  }
  const waits: number[] = []
  const newestVersion = async () => {
    const text = `select version from count_versions where org_id = $1 and template_id = 'blast'`
    return (await db.query<{ version: number }>({ text, values: [org.id] }))[0]?.version ?? 0
  }
  const look = async () => {
    const seen: { readonly version: number; readonly atMs: number }[] = []
    for (let newest = 0; performance.now() < endsAt || seen.length > 0; await wait(LOOK_MS)) {
      const version = await newestVersion()
      const now = performance.now()
      if (version > newest && now < endsAt) seen.push({ version, atMs: now })
      newest = version
      const served = await policies.policyOf(org, template)
      while (seen[0] !== undefined && seen[0].version <= served.version)
        waits.push(now - (seen.shift()?.atMs ?? now))
    }
  }
  await Promise.all([blast(), look()])
  await Promise.all(asking)
  blocked.disable()
  return { took, waits, blocked }
}

const at = (values: readonly number[], share: number): string =>
  (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ??
    Number.NaN
  ).toFixed(0)

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-refresh-'))
  const config = readConfig({ PARLEY_DATA_DIR: dataDir, PARLEY_ADMIN_KEY: ADMIN_KEY, PORT: '0' })
  const server = await startServer(config, pino({ level: 'warn' }), { withWorker: true })
  try {
    const call = callOf(server)
    await setUp(call)
    for (let from = 0; from < HISTORY; from += 100)
      await Promise.all(numbersFrom(from, 100).map(message => ask(call, message)))
    for (let from = 0; from < HISTORY / 2; from += 500)
      await click(
        call,
        numbersFrom(from, 25).map(message => message),
      )
    await wait(5_000)
    const { took, waits, blocked } = await measure(server, call, HISTORY)
    const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(0)
    console.log(
      alignedTable([
        [`${VARIANTS} variants, 36 cells, ${SECONDS} s`, 'n', 'p50 ms', 'p99 ms', 'max ms'],
        [
          'from counts until they are in use',
          String(waits.length),
          at(waits, 0.5),
          at(waits, 0.99),
          at(waits, 1),
        ],
        ['a choice, as it was asked for', String(took.length), at(took, 0.5), at(took, 0.99), at(took, 1)],
        [
          'delay of the event loop',
          '',
          ms(blocked.percentile(50)),
          ms(blocked.percentile(99)),
          ms(blocked.max),
        ],
      ]),
    )
  } finally {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

await main()
