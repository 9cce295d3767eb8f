import type { FastifyBaseLogger } from 'fastify'
import type { Settings } from '../../core/platforms/platform.ts'
import { type Batcher, createBatcher } from '../../lib/batcher.ts'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { groupBy } from '../../lib/group-by.ts'
import { fail } from '../../lib/result.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { DELIVER, type TransportSlug, transportSettings } from '../../runtime/catalog/transports.ts'
import type { Database } from '../../runtime/db/session.ts'
import * as lanes from './lease.ts'
import { type Telling, tellSent } from './report-sent.ts'
import { type Judgement, judge } from './retry-policy.ts'
import { type Answer, refused, type Transport } from './transport.ts'

export interface SenderServices {
  readonly db: Database
  readonly findOrg: (id: number) => Promise<Org | undefined>
  readonly transports: ReadonlyMap<TransportSlug, Transport>
  readonly telling: Telling
  readonly clock: Clock
  /** A number in [0, 1), another each time. */
  readonly chance: () => number
  readonly log: FastifyBaseLogger
}

export interface DeliverySender {
  /** Starts to send whatever is due and may be sent now. Returns how long to pause, in milliseconds. */
  round(): Promise<number>
  /** Resolves when what was started has ended. */
  settled(): Promise<void>
  /** The same, and starts no more calls: what waits stays in the queue. */
  stop(): Promise<void>
}

const POLL_MS = 250
const AT_ONCE = 32
const BATCH_MAX = 512
/** No call is started later than this after its lane was taken. */
const BUDGET_MS = 10_000
/** So long nothing is sent when a process dies. While it lives it keeps its lanes. */
const LEASE_MS = 15_000
const AFTER_ERROR_MS = 5_000

/** What a sender works with: the services, and its notes in the store, many in one commit. */
interface Desk extends SenderServices {
  readonly isStopping: () => boolean
  readonly starts: Batcher<lanes.Start, boolean>
  readonly conclusions: Batcher<Concluded, void>
}

interface Concluded {
  readonly org: Org
  readonly conclusion: lanes.Conclusion
}

/** Sends messages. Organisations and transports do not wait for each other. */
export function createDeliverySender(services: SenderServices): DeliverySender {
  const { db, clock, log } = services
  let isStopping = false
  const desk: Desk = {
    ...services,
    isStopping: () => isStopping,
    starts: createBatcher(starts => lanes.markStarted(db, starts), BATCH_MAX),
    conclusions: createBatcher(async conclusions => {
      await insist(() => conclude(services, conclusions))
      return conclusions.map(() => undefined)
    }, BATCH_MAX),
  }
  const underway = new Set<Promise<void>>()

  function start(lane: lanes.Lane): void {
    const work = workLane(desk, lane)
      .catch((error: unknown) =>
        log.error(
          { err: error, org_id: lane.orgId, transport: lane.transport },
          'messages could not be sent',
        ),
      )
      .finally(() => underway.delete(work))
    underway.add(work)
  }

  const settled = async (): Promise<void> => {
    await Promise.all(underway)
  }
  return {
    settled,
    stop() {
      isStopping = true
      return settled()
    },
    async round() {
      const now = clock()
      for (const lane of await lanes.claimLanes(db, now, new Date(now.getTime() + LEASE_MS))) start(lane)
      return POLL_MS
    },
  }
}

/** What became of messages, and what others are told of it: both are kept or neither is. */
const conclude = ({ db, telling, clock }: SenderServices, concluded: readonly Concluded[]): Promise<void> =>
  db.transaction(async session => {
    const done = await lanes.conclude(
      session,
      concluded.map(({ conclusion }) => conclusion),
    )
    const told = concluded.filter(({ conclusion }) => done.has(conclusion.id))
    for (const [org, items] of groupBy(told, each => each.org)) {
      const ids = items.map(({ conclusion }) => conclusion.id)
      await telling.queueFeedback(session, org, ids, clock())
    }
  })

const NOTE_TRIES = 15
const NOTE_PAUSE_MS = 2_000

/** What a vendor has answered is known to nobody else: the store may be away for a while. */
async function insist(note: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await note()
    } catch (error) {
      if (tries === NOTE_TRIES) throw error
      await new Promise(resolve => setTimeout(resolve, NOTE_PAUSE_MS))
    }
  }
}

/** Works in a lane, keeps it while that takes, and lets go of it. */
async function workLane(desk: Desk, claimed: lanes.Lane): Promise<void> {
  const { db, clock } = desk
  let lane = claimed
  let keeping = Promise.resolve()
  const keep = async () => {
    const until = new Date(clock().getTime() + LEASE_MS)
    // When it is lost, or the store is away, the lane is somebody else's: every message still has one sender only.
    if (await lanes.holdLane(db, lane, until).catch(() => false)) lane = { ...lane, until }
  }
  const timer = setInterval(() => {
    keeping = keeping.then(keep)
  }, LEASE_MS / 3)
  try {
    const { failures, freeAt } = await workThrough(desk, claimed)
    clearInterval(timer)
    await keeping
    await lanes.holdLane(db, { ...lane, failures }, freeAt)
  } finally {
    clearInterval(timer)
  }
}

async function workThrough(desk: Desk, lane: lanes.Lane) {
  const { db, clock, findOrg, transports } = desk
  const now = clock()
  await lanes.abandon(db, lane, now)
  const org = await findOrg(lane.orgId)
  const transport = transports.get(lane.transport)
  if (org === undefined || transport === undefined)
    return { failures: lane.failures, freeAt: new Date(now.getTime() + LEASE_MS) }
  const settings = transportSettings(org, lane.transport)
  // As many as the vendor takes in a second, and then the time that they take at its rate.
  const perMinute = transport.perMinute(settings)
  const due = await lanes.loadDue(db, lane, now, Math.max(1, Math.floor(perMinute / 60)))
  const { made, failures, pauseMs } = await sendAll({ ...desk, org, transport, settings, lane }, due)
  const toldLate = await tell(desk, org, lane)
  const paceEndMs = now.getTime() + Math.ceil((made * MINUTE_MS) / perMinute)
  const freeAt = Math.max(paceEndMs, clock().getTime() + Math.max(pauseMs, toldLate))
  return { failures, freeAt: new Date(freeAt) }
}

/** Returns how long to wait with the next try, in milliseconds: what is sent stays sent. */
async function tell({ db, telling, log }: Desk, org: Org, lane: lanes.Lane): Promise<number> {
  try {
    await tellSent(db, telling, org, lane)
    return 0
  } catch (error) {
    log.error(
      { err: error, org: org.slug, transport: lane.transport },
      'messages that were sent are told of later',
    )
    return AFTER_ERROR_MS
  }
}

interface Shift extends Desk {
  readonly org: Org
  readonly transport: Transport
  readonly settings: Settings
  readonly lane: lanes.Lane
}

/** Some at once, in order. After a failure that concerns them all, the rest stay for the next time. */
async function sendAll(shift: Shift, due: Awaited<ReturnType<typeof lanes.loadDue>>) {
  const { clock, chance, lane } = shift
  const deadline = clock().getTime() + BUDGET_MS
  const waiting = due.map(message => ({ ...message, orgId: lane.orgId }) as lanes.DueMessage)
  let [made, failures, pauseMs] = [0, lane.failures, 0]
  async function work(): Promise<void> {
    while (pauseMs === 0 && clock().getTime() < deadline && !shift.isStopping()) {
      const message = waiting.shift()
      if (message === undefined) return
      const called = await send(shift, message)
      if (called === undefined) continue
      made++
      const { answer, startedAt } = called
      const now = clock()
      const ageMs = now.getTime() - message.createdAt.getTime()
      const judgement = judge(answer, { attempts: message.attempts, failures, ageMs, chance: chance() })
      pauseMs = Math.max(pauseMs, judgement.pauseMs)
      failures = judgement.pauseMs > 0 ? failures + 1 : 0
      const conclusion = toConclusion(message, startedAt, judgement, now)
      await shift.conclusions.add({ org: shift.org, conclusion })
    }
  }
  const works = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work))
  for (const ended of works) if (ended.status === 'rejected') throw ended.reason
  return { made, failures, pauseMs }
}

interface Called {
  readonly answer: Answer
  /** When the message was last called for; this time, if it was called for now. */
  readonly startedAt: Date | null
}

/** Prepares, notes that the call is about to be made, and makes it. Undefined when somebody else has it. */
async function send(
  { org, transport, settings, starts, clock, log }: Shift,
  message: lanes.DueMessage,
): Promise<Called | undefined> {
  const template = org.templates.get(message.templateId)
  const ids = template?.integration[DELIVER]
  if (ids === undefined || ids['transport'] !== transport.slug) {
    const reason = 'The template is gone, or sends by another transport now. Change it back, then send again.'
    return { answer: refused({ reason }), startedAt: message.startedAt }
  }
  const prepared = await transport.prepare(message, settings, ids).catch((error: unknown) => {
    log.error({ err: error, org: org.slug, transport: transport.slug }, 'a message could not be prepared')
    return fail(refused({ reason: 'The message could not be prepared; the log of this server says why.' }))
  })
  if (!prepared.ok) return { answer: prepared.reason, startedAt: message.startedAt }
  const startedAt = clock()
  const isOurs = await starts.add({ id: message.id, orgId: message.orgId, startedAt })
  return isOurs ? { answer: await prepared.value(), startedAt } : undefined
}

const toConclusion = (
  { id, orgId }: lanes.DueMessage,
  startedAt: Date | null,
  { state, attempts, waitMs, status, reason, messageId }: Judgement,
  now: Date,
): lanes.Conclusion => ({
  ...{ id, orgId, startedAt, state, attempts, status, reason, messageId },
  dueAt: new Date(now.getTime() + waitMs),
  endedAt: now,
})
