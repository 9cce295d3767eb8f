import { createBatcher } from '../../lib/collect/batcher.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { attemptItem } from './attempt.ts'
import type { Lease } from './lane.ts'
import type { HeldLease } from './lease.ts'
import type { Attempt, OutboxItem, OutboxQueue, WorkerServices } from './queue.ts'
import { recordAttempts } from './record.ts'

/** The pause of a lane after an unexpected error, so that it does not fail in a tight loop. */
const AFTER_ERROR_MS = 5_000
const RECORD_MAX = 512

/** The values to store when the lane is freed. */
export interface TurnEnd {
  readonly freeAt: Date
  readonly failures: number
}

/**
 * Works on a lane, one batch of items after the other. It ends when no item is due, the lane pauses, the receiver's
 * rate limit is reached or the time budget is used up. Never throws.
 */
export async function takeTurn<Claimed extends Lease, Shift, Item extends OutboxItem, Detail>(
  queue: OutboxQueue<Claimed, Shift, Item, Detail>,
  services: WorkerServices,
  lane: Claimed,
  lease: HeldLease,
  isStopping: () => boolean,
): Promise<TurnEnd> {
  const { clock, log } = services
  const startedAt = clock().getTime()
  let failures = lane.failures
  let pausedUntil = 0
  let isClosed = false
  let paceEnd = startedAt
  let errorEnd = 0

  const mayCall = () =>
    !isStopping() &&
    !isClosed &&
    errorEnd === 0 &&
    lease.isCurrent() &&
    clock().getTime() >= pausedUntil &&
    clock().getTime() < startedAt + queue.limits.budgetMs

  const onError = (error: unknown): void => {
    log.error({ err: error, queue: queue.name, org_id: lane.orgId, lane: lane.lane }, 'a lane stopped')
    errorEnd = clock().getTime() + AFTER_ERROR_MS
  }

  /**
   * Attempts all items, several at a time, in order. Resolves when the attempts are stored.
   * @returns the number of attempts
   */
  async function callAll(shift: Shift, due: readonly Item[]): Promise<number> {
    const waiting = [...due]
    let made = 0
    // Ended attempts are stored while other calls still run.
    const records = createBatcher<Attempt<Item, Detail>, void>(async attempts => {
      await recordAttempts(queue, services, shift, attempts)
      return attempts.map(() => undefined)
    }, RECORD_MAX)
    const recording: Promise<void>[] = []
    async function work(): Promise<void> {
      while (mayCall()) {
        const item = waiting.shift()
        if (item === undefined) return
        const attempt = await attemptItem(queue, services, shift, item, lease, () => failures)
        if (attempt === undefined) continue
        made++
        const { decision, endedAt } = attempt
        failures = decision.failures
        isClosed ||= decision.isClosed
        if (decision.pauseMs > 0) pausedUntil = Math.max(pausedUntil, endedAt.getTime() + decision.pauseMs)
        recording.push(records.add(attempt).catch(onError))
      }
    }
    await Promise.all(Array.from({ length: Math.min(queue.limits.atOnce, due.length) }, work))
    await Promise.all(recording)
    return made
  }

  try {
    const shift = await queue.open(lane, lease, clock())
    if (shift === undefined) return { failures, freeAt: new Date(startedAt + AFTER_ERROR_MS) }
    const perMinute = queue.perMinute(shift)
    let allowance = Math.max(1, Math.floor(perMinute / 60))
    while (allowance > 0 && mayCall()) {
      // After a pause, one item tests whether the receiver works again.
      const countMax =
        failures >= queue.policy.lane.failuresMin ? 1 : Math.min(allowance, queue.limits.handful)
      const due = await queue.load(shift, clock(), countMax)
      if (due.length === 0) break
      allowance -= due.length
      paceEnd += Math.ceil(((await callAll(shift, due)) * MINUTE_MS) / perMinute)
    }
    await queue.close?.(shift)
  } catch (error) {
    onError(error)
  }
  const ownPause = queue.lanes.breaker === 'lane' ? pausedUntil : 0
  return { failures, freeAt: new Date(Math.max(paceEnd, errorEnd, ownPause)) }
}
