import { isStoreDown } from '../../lib/store-down.ts'
import type { Lease } from './lane.ts'
import type { Attempt, OutboxItem, OutboxQueue, WorkerServices } from './queue.ts'

const TRIES = 15
const PAUSE_MS = 2_000
const UNSTORABLE = 'The result of this attempt could not be stored. See the log of this server.'

/**
 * Stores attempts. Only this process knows their results, so it retries while the database is down. If one attempt of a
 * batch cannot be stored, each is stored alone. An attempt that still fails is stored without its details.
 * @throws if the database stays down
 */
export async function recordAttempts<Claimed extends Lease, Shift, Item extends OutboxItem, Detail>(
  queue: OutboxQueue<Claimed, Shift, Item, Detail>,
  { log }: WorkerServices,
  shift: Shift,
  attempts: readonly Attempt<Item, Detail>[],
): Promise<void> {
  const record = (given: readonly Attempt<Item, Detail>[]): Promise<unknown> =>
    queue.record(shift, given).then(
      () => undefined,
      (error: unknown) => error ?? new Error('no reason given'),
    )

  /** Stores each attempt alone. Returns the attempts that the database refused. */
  async function recordEach(
    given: readonly Attempt<Item, Detail>[],
  ): Promise<readonly Attempt<Item, Detail>[]> {
    const refused: Attempt<Item, Detail>[] = []
    for (const attempt of given) {
      const why = await record([attempt])
      if (why === undefined) continue
      error = why
      refused.push(attempt)
    }
    return refused
  }

  let error = await record(attempts)
  if (error === undefined) return
  let left = attempts.length === 1 || isStoreDown(error) ? attempts : await recordEach(attempts)
  for (let tries = 1; left.length > 0 && tries < TRIES; tries++) {
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
    left = await recordEach(left)
  }
  if (left.length === 0) return
  if (isStoreDown(error)) throw error
  log.error({ err: error, queue: queue.name, items: left.map(({ item }) => item.id) }, UNSTORABLE)
  for (const attempt of left) await queue.record(shift, [withoutDetail(attempt)])
}

const withoutDetail = <Item, Detail>(attempt: Attempt<Item, Detail>): Attempt<Item, Detail> => ({
  ...attempt,
  reason: attempt.reason === null ? null : UNSTORABLE,
  detail: undefined,
})
