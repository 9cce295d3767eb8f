import { setTimeout as wait } from 'node:timers/promises'
import { createRandom } from '../../core/stats/draw/random.ts'
import { createRunning } from '../../lib/collect/running.ts'
import { behave } from './behaviour.ts'
import type { Call, Reply, Send } from './client.ts'
import type { DemoOrg } from './demo-org.ts'
import { hexId } from './invented-ids.ts'
import { oddityAt } from './oddities.ts'
import { personAt } from './people.ts'
import type { PlannedCall, Sender } from './sender.ts'

export interface TrafficOptions {
  readonly send: Send
  readonly org: DemoOrg
  readonly senders: readonly Sender[]
  /** Stops new messages. Messages that were sent still get their reports. */
  readonly until: AbortSignal
  /** Stops everything at once. */
  readonly stop: AbortSignal
  /** Whether the server keeps up. While it does not, no new message is sent. */
  readonly hasRoom: () => boolean
}

/** The messages so far. */
export interface Sent {
  messages: number
  /** Messages with the control wording, because the server was too busy for a choice. They count for nothing. */
  degraded: number
  reports: number
  /** Calls that failed after all retries. */
  readonly failures: string[]
}

/** The maximum number of concurrent requests of one sender. */
const LANES = 2
const LANE_PAUSE_MS = 80
const CROWDED_PAUSE_MS = 150
const ODDITY_PAUSE_MS = 2_500

const CALLED_AGAIN_SHARE = 0.02
const REPORTED_AGAIN_SHARE = 0.03
const OUT_OF_ORDER_SHARE = 0.06

/** Sends messages and their reports until it is stopped, and updates `sent`. */
export async function runTraffic(options: TrafficOptions, sent: Sent): Promise<void> {
  const onTheirWay = createRunning()
  const launch = (work: Promise<void>) =>
    onTheirWay.add(work.catch(error => void noteFailure(sent, options.stop, error)))
  const lanes = options.senders.flatMap(sender =>
    Array.from({ length: LANES }, (_, lane) => runLane(options, sent, sender, lane, launch)),
  )
  await Promise.all([...lanes, runOddities(options, sent)])
  await onTheirWay.settled()
}

async function runLane(
  options: TrafficOptions,
  sent: Sent,
  sender: Sender,
  lane: number,
  launch: (work: Promise<void>) => void,
): Promise<void> {
  const { until, stop, hasRoom } = options
  for (let number = lane; !until.aborted; number += LANES) {
    try {
      launch(reportAll(options, sent, await sendMessage(options, sent, sender, number)))
    } catch (error) {
      noteFailure(sent, stop, error)
    }
    await pause(LANE_PAUSE_MS, until)
    while (!hasRoom() && !until.aborted) await pause(CROWDED_PAUSE_MS, until)
  }
}

/** Requests the copy, and draws the reader's reactions. */
async function sendMessage(
  options: TrafficOptions,
  sent: Sent,
  sender: Sender,
  number: number,
): Promise<readonly PlannedCall[]> {
  const random = createRandom('demo', 'reader', sender.templateId, String(number))
  const request = { person: personAt(number), id: hexId(random) }
  const call = sender.ask(request)
  const answer = readAnswer(await deliver(options, call))
  // A platform that waited too long retries: the same message, so the same copy.
  if (random() < CALLED_AGAIN_SHARE) await deliver(options, call)
  sent.messages += 1
  if (answer.degraded === true) sent.degraded += 1
  const variant = options.org.variants.get(answer.copy.id)
  if (!variant)
    throw new Error(`${sender.templateId} was given a variant that it does not have: ${answer.copy.id}`)
  const behaviour = behave(variant.planted, request.person, random)
  const message = { ...request, trackingId: answer.tracking_id, behaviour, sentAt: new Date(), random }
  return unsettle(sender.report(message), random)
}

interface Answer {
  readonly copy: { readonly id: string }
  readonly tracking_id: string
  readonly degraded?: boolean
}

const readAnswer = ({ text }: Reply): Answer => JSON.parse(text) as Answer

/** Networks repeat some calls and reorder others. The times of the events do not change. */
function unsettle(reports: readonly PlannedCall[], random: () => number): readonly PlannedCall[] {
  const latestMs = Math.max(...reports.map(({ afterMs }) => afterMs))
  const late =
    random() < OUT_OF_ORDER_SHARE
      ? reports.map(({ afterMs, call }) => ({ afterMs: latestMs - afterMs, call }))
      : reports
  const again = late.filter(() => random() < REPORTED_AGAIN_SHARE)
  return [...late, ...again.map(({ afterMs, call }) => ({ afterMs: afterMs + 700, call }))]
}

async function reportAll(
  options: TrafficOptions,
  sent: Sent,
  reports: readonly PlannedCall[],
): Promise<void> {
  await Promise.all(
    reports.map(async ({ afterMs, call }) => {
      await wait(afterMs, undefined, { signal: options.stop })
      await deliver(options, call)
      sent.reports += 1
    }),
  )
}

async function runOddities({ send, org, until, stop }: TrafficOptions, sent: Sent): Promise<void> {
  const sources = { org: org.slug, key: org.platformKey, signingKey: org.signingKey }
  for (let number = 0; !until.aborted; number++) {
    const { call, expected } = oddityAt(number, new Date(), sources)
    try {
      await deliver({ send, stop }, call, expected)
      sent.reports += 1
    } catch (error) {
      noteFailure(sent, stop, error)
    }
    await pause(ODDITY_PAUSE_MS, until)
  }
}

const RETRY_AFTER_MS = [250, 1_000, 3_000]

/** As on the platforms: a refused call is sent again, a few times. */
async function deliver(
  { send, stop }: Pick<TrafficOptions, 'send' | 'stop'>,
  call: Call,
  expected = 200,
): Promise<Reply> {
  let problem = ''
  for (const delayMs of [0, ...RETRY_AFTER_MS]) {
    if (delayMs > 0) await wait(delayMs, undefined, { signal: stop })
    stop.throwIfAborted()
    try {
      const reply = await send(call)
      if (reply.status === expected) return reply
      problem = `${reply.status} ${reply.text}`
    } catch (error) {
      problem = String(error)
    }
  }
  throw new Error(`${call.path.split('?')[0]}: ${problem.slice(0, 300)}`)
}

/** A stop is not a failure. */
function noteFailure({ failures }: Sent, stop: AbortSignal, error: unknown): void {
  if (!stop.aborted) failures.push(error instanceof Error ? error.message : String(error))
}

/** Waits, or returns at once when the traffic is stopped. */
const pause = (delayMs: number, until: AbortSignal): Promise<void> =>
  wait(delayMs, undefined, { signal: until }).catch(() => {})
