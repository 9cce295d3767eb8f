import { storableText } from '../../lib/json.ts'
import type { Lease } from './lane.ts'
import type { HeldLease } from './lease.ts'
import type { Attempt, Called, OutboxItem, OutboxQueue, WorkerServices } from './queue.ts'
import { decideRetry, failed } from './retry.ts'

const UNEXPECTED = 'An unexpected error happened in Parley. See the log of this server.'

/**
 * Attempts one item. Every outcome is an attempt of this item, also an unexpected error, so it affects no other item.
 * @param failuresSoFar the lane's failures in a row, read when the attempt has ended
 * @returns undefined if another process holds the lane or the item, so that there was no attempt
 */
export async function attemptItem<Claimed extends Lease, Shift, Item extends OutboxItem, Detail>(
  queue: OutboxQueue<Claimed, Shift, Item, Detail>,
  { clock, chance, log }: WorkerServices,
  shift: Shift,
  item: Item,
  lease: HeldLease,
  failuresSoFar: () => number,
): Promise<Attempt<Item, Detail> | undefined> {
  const startedAt = clock()

  async function makeCall(): Promise<Called<Detail> | undefined> {
    const prepared = await queue.prepare(shift, item)
    if (!prepared.ok) return 'outcome' in prepared.reason ? { answer: prepared.reason } : prepared.reason
    // A process that was suspended may have lost the lane, and another process may have sent newer items.
    return lease.isCurrent() ? prepared.value() : undefined
  }

  const called = await makeCall().catch((error: unknown): Called<Detail> => {
    log.error({ err: error, queue: queue.name, item: item.id }, 'an attempt failed unexpectedly')
    return { answer: failed({ reason: UNEXPECTED, isPassing: true }) }
  })
  if (called === undefined) return undefined
  const { answer, detail } = called
  const endedAt = clock()
  const decision = decideRetry(queue.policy, answer, {
    attempts: item.attempts,
    failures: failuresSoFar(),
    triedMs: endedAt.getTime() - (item.triedSince ?? startedAt).getTime(),
    chance: chance(),
  })
  return {
    ...{ item, startedAt, endedAt, status: answer.status, decision, detail },
    reason: answer.outcome === 'accepted' ? null : storableText(answer.reason),
    dueAt: new Date(endedAt.getTime() + decision.waitMs),
  }
}
