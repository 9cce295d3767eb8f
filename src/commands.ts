import { type Config, maskConfig } from './config.ts'
import { rebuildCounts } from './features/attribution/count/rebuild.ts'
import { runDemo } from './features/demo/demo.ts'
import { describeSeed, seed } from './features/demo/seed.ts'
import { loadReplay, startReplay } from './features/inbound-log/replay.ts'
import type { Replay } from './features/inbound-log/schema.ts'
import { createLog } from './log.ts'
import { evaluateCommand, simulateCommand } from './offline-commands.ts'
import { findOrg } from './runtime/catalog/access.ts'
import { startServer } from './serve.ts'
import { openServices, renewAdminKey } from './services.ts'
import { startWorker } from './worker.ts'

export interface Command {
  readonly summary: string
  /** Flags and what they mean. */
  readonly flags: Readonly<Record<string, { readonly type: 'boolean' | 'string'; readonly help: string }>>
  run(config: Config, flags: Flags): Promise<void>
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>

/** What `parley` can be told to do. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    summary: 'Answer requests, and work in the background.',
    flags: {
      'http-only': {
        type: 'boolean',
        help: 'Leave the background work to a `parley worker` (needs DATABASE_URL).',
      },
    },
    run: serve,
  },
  worker: { summary: 'Only work in the background (needs DATABASE_URL).', flags: {}, run: work },
  migrate: { summary: 'Bring the database up to date, and stop.', flags: {}, run: migrateOnly },
  seed: {
    summary: 'Create the demo organisation in the configured store, without traffic, and print its keys.',
    flags: { org: { type: 'string', help: 'Its name in addresses. Default: demo.' } },
    run: seedStore,
  },
  demo: {
    summary: 'Start on a store of its own, send invented traffic, and show what is learned.',
    flags: {
      seconds: { type: 'string', help: 'How long to send messages. Default: 75.' },
      stay: { type: 'boolean', help: 'Keep the server up in the end, as on a terminal.' },
      exit: { type: 'boolean', help: 'Stop in the end, as elsewhere.' },
    },
    run: demo,
  },
  replay: {
    summary: 'Have stored webhook calls read again. With the embedded database, stop the server first.',
    flags: {
      org: { type: 'string', help: 'Slug of the organisation. Required.' },
      outcome: { type: 'string', help: 'Only calls with this outcome, such as unreadable.' },
      platform: { type: 'string', help: 'Only calls of this platform.' },
      from: { type: 'string', help: 'Only calls that arrived at or after this moment.' },
      to: { type: 'string', help: 'Only calls that arrived before this moment.' },
    },
    run: replay,
  },
  recount: {
    summary:
      'Compute what learning has counted anew, from stored decisions and events. With the embedded database, stop the server first.',
    flags: {
      org: { type: 'string', help: 'Slug of the organisation. Required.' },
      template: { type: 'string', help: 'Only this template. Default: all of the organisation.' },
    },
    run: recountTemplates,
  },
  simulate: simulateCommand,
  evaluate: evaluateCommand,
  'admin-key': {
    summary: "Make a new operator's key in place of the generated one, and print it.",
    flags: {},
    run: printAdminKey,
  },
}

async function serve(config: Config, flags: Flags): Promise<void> {
  const httpOnly = flags['http-only'] === true
  if (httpOnly) needsServerDatabase(config, '--http-only')
  const log = createLog(config.logLevel)
  log.info({ settings: maskConfig(config) }, 'starting')
  const server = await startServer(config, log, { withWorker: !httpOnly })
  const { newAdminKey } = server.services
  console.error(
    `\nParley is listening on ${server.url}\n  API documentation  ${config.publicUrl || server.url}/docs`,
  )
  if (newAdminKey !== undefined)
    console.error(
      `  Operator's key     ${newAdminKey}\n                     Shown this once. Send it as X-Api-Key. A new one: parley admin-key`,
    )
  await stopSignal()
  log.info('stopping')
  await server.close()
}

async function work(config: Config): Promise<void> {
  needsServerDatabase(config, 'worker')
  const log = createLog(config.logLevel)
  const services = await openServices(config, log, () => new Date())
  const worker = startWorker(services)
  log.info('working')
  await stopSignal()
  await worker.stop()
  await services.close()
}

async function migrateOnly(config: Config): Promise<void> {
  const services = await openServices(config, createLog(config.logLevel, 2), () => new Date())
  await services.close()
  console.log('The database is up to date.')
}

async function seedStore(config: Config, { org = 'demo' }: Flags): Promise<void> {
  console.log(describeSeed(await seed(config, String(org)), config))
}

async function demo(config: Config, { seconds, stay, exit }: Flags): Promise<void> {
  if (seconds !== undefined && !/^[1-9]\d{0,3}$/.test(String(seconds)))
    throw new Error(`--seconds must be a whole number from 1 to 9999, not "${seconds}".`)
  const options = {
    seconds: seconds === undefined ? undefined : Number(seconds),
    stay: stay === true ? true : exit === true ? false : undefined,
  }
  await runDemo(config, options, stopSignal())
}

const REPLAY_POLL_MS = 200

async function replay(config: Config, { org: slug, outcome, platform, from, to }: Flags): Promise<void> {
  const filter = Object.fromEntries(
    Object.entries({ outcome, platform, from, to }).filter(([, value]) => value !== undefined),
  )
  if (typeof slug !== 'string') throw new Error('Name the organisation: parley replay --org acme')
  const services = await openServices(config, createLog('warn', 2), () => new Date())
  const worker = startWorker(services)
  try {
    const org = await findOrg(services.catalog, slug)
    let progress: Replay | undefined = await startReplay(services.db, org, filter, services.clock())
    worker.wake()
    while (progress && !progress.finished) {
      console.log(`${progress.done} of ${progress.total} calls read again`)
      await new Promise(resolve => setTimeout(resolve, REPLAY_POLL_MS))
      progress = await loadReplay(services.db, org.id, progress.id)
    }
    console.log(`${progress?.total ?? 0} calls read again. Done.`)
  } finally {
    await worker.stop()
    await services.close()
  }
}

async function recountTemplates(config: Config, { org: slug, template }: Flags): Promise<void> {
  if (typeof slug !== 'string') throw new Error('Name the organisation: parley recount --org acme')
  const services = await openServices(config, createLog('warn', 2), () => new Date())
  try {
    const org = await findOrg(services.catalog, slug)
    const ids = template === undefined ? [...org.templates.keys()] : [String(template)]
    for (const id of ids) {
      if (!org.templates.has(id)) throw new Error(`There is no template "${id}" in ${slug}.`)
      const { messages, corrected } = await rebuildCounts(services.db, org, id, services.clock())
      console.log(`${id}: ${messages} messages counted again, ${corrected} sums corrected.`)
    }
  } finally {
    await services.close()
  }
}

async function printAdminKey(config: Config): Promise<void> {
  if (config.adminKey !== '') throw new Error('PARLEY_ADMIN_KEY is set; change it there.')
  const services = await openServices(config, createLog('error', 2), () => new Date())
  const key = services.newAdminKey ?? (await renewAdminKey(services.db))
  await services.close()
  console.log(key)
}

function needsServerDatabase({ databaseUrl }: Config, what: string): void {
  if (databaseUrl === '')
    throw new Error(
      `${what} needs DATABASE_URL: the embedded database belongs to one process, which does everything.`,
    )
}

/** Resolves when the process is asked to stop. */
export function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
