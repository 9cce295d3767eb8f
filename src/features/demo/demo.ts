import { setMaxListeners } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../../config.ts'
import { createLog } from '../../log.ts'
import { type Server, startServer } from '../../serve.ts'
import { createBackend } from './backend-traffic.ts'
import { createSend, PATIENT_MS, withRetries } from './client.ts'
import { createCustomerio } from './customerio-traffic.ts'
import { createDemoOrg, type DemoOrg } from './demo-org.ts'
import { tellConsole, tellEnd, tellNext } from './ending.ts'
import { whole } from './format.ts'
import { renderFrame } from './frame.ts'
import { createIterable } from './iterable-traffic.ts'
import { type Place, preparePlace } from './place.ts'
import { openScreen, type Screen } from './screen.ts'
import { sentenceOf } from './story.ts'
import { runTraffic, type Sent } from './traffic.ts'
import { openWatch, type Watch } from './watch.ts'

export interface DemoOptions {
  /** How long messages are sent. Undefined: as long as fits into the two minutes of a demo. */
  readonly seconds: number | undefined
  /** Whether the server keeps running at the end. Undefined: on a terminal. */
  readonly stay: boolean | undefined
  /** Makes an address that opens the console on the organisation, signed in. */
  readonly createLink: (server: Server, slug: string) => Promise<string | undefined>
}

const TRAFFIC_SECONDS = 75
const TRAFFIC_SECONDS_MIN = 20
/** Counted from the start of the process, so that a slow start does not make the demo longer. */
const TRAFFIC_ENDS_BY_SECONDS = 92
const SETTLE_MS_MAX = 12_000
const LOOK_EVERY_MS = 1_000
/** The maximum number of waiting webhook calls. With more, the display would lag behind. */
const BACKLOG_MAX = 300
/** The time in which new counts change the division of traffic. */
const RELEARN_MS = 1_500

/**
 * Starts a server, sends it invented traffic through its real endpoints, and shows the results.
 * @param stopped resolves when the user ends the demo
 */
export async function runDemo(config: Config, options: DemoOptions, stopped: Promise<void>): Promise<void> {
  const screen = openScreen(process.stdout, () => performance.now())
  const stop = new AbortController()
  // Aborts all running calls.
  setMaxListeners(0, stop.signal)
  const place = await preparePlace(config, new Date())
  screen.say(
    `Starting Parley on ${config.databaseUrl === '' ? `its embedded database in ${place.config.dataDir}` : 'the database of DATABASE_URL'} …\nIts log is ${place.logPath}.`,
  )
  const log = createLog('warn', place.logPath)
  const server = await startServer(place.config, log, { withWorker: true }).catch(pointToLog(place))
  const leave = stopped.then(() => stop.abort())
  try {
    const stays = options.stay ?? screen.isTerminal
    await play({ screen, place, url: server.url, stop: stop.signal, seconds: options.seconds, stays })
    const link = stop.signal.aborted ? undefined : await options.createLink(server, place.slug)
    if (link !== undefined) screen.say(`\n${tellConsole(link, place, stays)}`)
    if (stays && !stop.signal.aborted) {
      screen.say(`\nThe server stays up at ${server.url} until Ctrl-C.`)
      await leave
    }
  } catch (error) {
    pointToLog(place)(error)
  } finally {
    stop.abort()
    await server.close()
  }
}

/** Nobody knows where to look otherwise: the log is not on the screen. */
const pointToLog =
  ({ logPath }: Place) =>
  (error: unknown): never => {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`The demo ended early: ${said}\nIts log is ${logPath}.`, { cause: error })
  }

interface Stage {
  readonly screen: Screen
  readonly place: Place
  readonly url: string
  /** Ends everything at once. */
  readonly stop: AbortSignal
  readonly seconds: number | undefined
  readonly stays: boolean
}

async function play({ screen, place, url, stop, seconds, stays }: Stage): Promise<void> {
  const send = createSend(url)
  const patient = withRetries(createSend(url, PATIENT_MS))
  const org = await createDemoOrg(patient, place.config.adminKey, place.slug)
  screen.say(
    `Listening on ${url}. Organisation “${org.slug}”: three templates, each on a platform of its own.\n` +
      'Hours are seconds here, and conversions count at once (offset_days 0, not 3).',
  )
  const sent: Sent = { messages: 0, degraded: 0, reports: 0, failures: [] }
  const watch = await openWatch(patient, org)
  const totalSeconds = seconds ?? secondsLeft()
  const show = showOn(screen, watch, sent, totalSeconds)

  const end = new AbortController()
  // After an error the process does not wait for it.
  setTimeout(() => end.abort(), totalSeconds * 1000).unref()
  const until = AbortSignal.any([stop, end.signal])
  const hasRoom = () => watch.backlog < BACKLOG_MAX
  const over = new AbortController()
  const traffic = runTraffic({ send, org, senders: sendersOf(org), until, stop, hasRoom }, sent)
  await Promise.all([traffic.finally(() => over.abort()), follow(show, over.signal)])
  if (stop.aborted) return
  await settle(show, watch)

  const ending = { standings: watch.standings, org, place, sent, url, width: screen.look().width, stays }
  screen.say(`\n${tellEnd(ending)}\n\n${tellNext(ending)}`)
}

function secondsLeft(): number {
  const left = TRAFFIC_ENDS_BY_SECONDS - performance.now() / 1000
  return Math.floor(Math.max(TRAFFIC_SECONDS_MIN, Math.min(TRAFFIC_SECONDS, left)))
}

const sendersOf = ({ slug: org, platformKey: key, signingKey }: DemoOrg) => [
  createCustomerio({ org, key, signingKey }),
  createIterable({ org, key }),
  createBackend({ org, key }),
]

/** Reads the results from the server and shows them, with the given sentence or otherwise the current story. */
type Show = (sentence?: string, matters?: boolean) => Promise<void>

function showOn(screen: Screen, watch: Watch, sent: Sent, totalSeconds: number): Show {
  const startedAtMs = performance.now()
  return async (sentence, matters) => {
    const elapsedSeconds = (performance.now() - startedAtMs) / 1000
    await watch.look(elapsedSeconds)
    const { standings } = watch
    const told = sentence ?? sentenceOf(standings, elapsedSeconds)
    const lines = renderFrame(
      { sentence: told, elapsedSeconds, totalSeconds, sent, standings },
      screen.look(),
    )
    screen.show(lines, matters)
  }
}

async function follow(show: Show, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await show()
    await wait(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => {})
  }
}

/** Waits until all reports are counted and have changed the traffic. */
async function settle(show: Show, watch: Watch): Promise<void> {
  const endsAtMs = performance.now() + SETTLE_MS_MAX
  do {
    await show('No more messages are sent; the last reports are being counted.')
    await wait(RELEARN_MS)
  } while (watch.backlog > 0 && performance.now() < endsAtMs)
  const rest =
    watch.backlog > 0
      ? `${whole(watch.backlog)} reports still wait to be counted`
      : 'everything that was reported is counted'
  await show(`No more messages are sent, and ${rest}.`, true)
}
