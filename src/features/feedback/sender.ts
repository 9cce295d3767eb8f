import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../../runtime/db/session.ts'
import { type Caller, exchange } from './attempt.ts'
import { afterAttempt, afterRound } from './endpoint-health.ts'
import {
  type Attempted,
  claimLanes,
  type DueDelivery,
  freeLanes,
  type Lane,
  leaveLane,
  loadDue,
  type Standing,
  saveAttempts,
} from './lease.ts'
import { BREAKER_FAILURES, judge } from './retry-policy.ts'

export interface SenderServices extends Caller {
  readonly db: Database
  /** A number in [0, 1), another each time. */
  readonly chance: () => number
  readonly log: FastifyBaseLogger
}

export interface FeedbackSender {
  /** Starts to deliver whatever is due and may be delivered now. Returns how long to pause, in milliseconds. */
  round(): Promise<number>
  /** Resolves when what was started has ended. */
  settled(): Promise<void>
  /** Calls nobody any more, and resolves when the calls under way have ended. */
  stop(): Promise<void>
}

const POLL_MS = 500
/** To one endpoint. */
const AT_ONCE = 8
const HANDFUL = 64
/** No call is started later than this after its webhook was taken, and none takes longer than a token's 10 and its own 15 seconds. */
const BUDGET_MS = 10_000
const LEASE_MS = 45_000

/** Delivers to feedback webhooks. They do not wait for each other. */
export function createFeedbackSender(services: SenderServices): FeedbackSender {
  const { db, clock, log } = services
  const underway = new Set<Promise<void>>()
  let isFirst = true
  let isStopping = false

  function start(lane: Lane): void {
    const work = workLane(services, lane, () => isStopping)
      .catch((error: unknown) =>
        log.error({ err: error, org_id: lane.orgId, webhook: lane.id }, 'feedback could not be delivered'),
      )
      .finally(() => underway.delete(work))
    underway.add(work)
  }

  return {
    async round() {
      // Nobody else can be at an embedded database: a lease in it is that of a process that died.
      if (isFirst && db.kind === 'embedded') await freeLanes(db)
      isFirst = false
      const now = clock()
      for (const lane of await claimLanes(db, now, new Date(now.getTime() + LEASE_MS))) start(lane)
      return POLL_MS
    },
    async settled() {
      await Promise.all(underway)
    },
    async stop() {
      isStopping = true
      await Promise.all(underway)
    },
  }
}

/** One handful after the other, until nothing is due, the endpoint is to be left alone or others have to have a turn. */
async function workLane(services: SenderServices, lane: Lane, isStopping: () => boolean): Promise<void> {
  const { db, clock } = services
  const deadline = clock().getTime() + BUDGET_MS
  let { standing } = lane
  try {
    while (!isStopping() && clock().getTime() < deadline && isOpen(standing, clock())) {
      // After a break, one delivery finds out whether the endpoint is back.
      const countMax = standing.failures >= BREAKER_FAILURES ? 1 : HANDFUL
      const due = await loadDue(db, lane, clock(), countMax)
      if (due.length === 0) return
      const worked = await deliverAll(
        services,
        lane,
        standing,
        due,
        () => isStopping() || clock().getTime() >= deadline,
      )
      const { standing: after, event } = afterRound(worked.standing, clock())
      standing = after
      await saveAttempts(db, lane, worked.attempted, standing, clock())
      if (event !== undefined) tell(services, lane, event)
    }
  } finally {
    await leaveLane(db, lane)
  }
}

const isOpen = ({ openUntil, status }: Standing, now: Date): boolean =>
  status === 'active' && openUntil <= now

/** Some at once, in order. When the endpoint is to be left alone, the rest stays for the next time. */
async function deliverAll(
  services: SenderServices,
  lane: Lane,
  before: Standing,
  due: readonly DueDelivery[],
  isOver: () => boolean,
): Promise<{ readonly attempted: readonly Attempted[]; readonly standing: Standing }> {
  const { clock, chance } = services
  const waiting = [...due]
  const attempted: Attempted[] = []
  let standing = before
  async function work(): Promise<void> {
    while (!isOver() && isOpen(standing, clock())) {
      const delivery = waiting.shift()
      if (delivery === undefined) return
      const made = await exchange(services, lane, delivery.id, delivery.payload)
      const now = clock()
      const { attempts, firstTriedAt } = delivery
      const judgement = judge(made.outcome, {
        attempts,
        firstTriedAt: firstTriedAt ?? made.at,
        failures: standing.failures,
        now,
        chance: chance(),
      })
      attempted.push({ delivery, exchange: made, judgement })
      standing = afterAttempt(standing, judgement, now)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { attempted, standing }
}

function tell({ log }: SenderServices, { orgId, id, name }: Lane, event: 'warned' | 'disabled'): void {
  const about = { org_id: orgId, webhook: id, name }
  if (event === 'warned') log.warn(about, 'a feedback webhook has accepted nothing for a day or more')
  else log.error(about, 'a feedback webhook was disabled: it has accepted nothing for days')
}
