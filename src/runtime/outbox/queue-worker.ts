import { createRunning } from '../../lib/collect/running.ts'
import { claimLanes, freeLanes, type Lease } from './lane.ts'
import { holdLease, LEASE_MS } from './lease.ts'
import type { OutboxItem, OutboxQueue, WorkerServices } from './queue.ts'
import { takeTurn } from './turn.ts'

export interface QueueWorker {
  /** Starts the lanes with items that are due. Returns the pause until the next round, in milliseconds. */
  round(): Promise<number>
  /** Resolves when all started lanes have ended. */
  settled(): Promise<void>
  /** Starts no more calls, and resolves when all started lanes have ended. Waiting items stay in the queue. */
  stop(): Promise<void>
}

/** Works through a queue. Its lanes do not wait for each other. */
export function createQueueWorker<Claimed extends Lease, Shift, Item extends OutboxItem, Detail>(
  queue: OutboxQueue<Claimed, Shift, Item, Detail>,
  services: WorkerServices,
): QueueWorker {
  const { db, clock, log } = services
  const underway = createRunning()
  let isFirst = true
  let isStopping = false

  async function workLane(lane: Claimed): Promise<void> {
    const lease = holdLease(db, clock, queue.lanes, lane)
    const { freeAt, failures } = await takeTurn(queue, services, lane, lease, () => isStopping)
    await lease.free(freeAt, failures)
  }

  function start(lane: Claimed): void {
    // If it fails, the lease expires.
    const work = workLane(lane).catch((error: unknown) =>
      log.error(
        { err: error, queue: queue.name, org_id: lane.orgId, lane: lane.lane },
        'a lane was not freed',
      ),
    )
    underway.add(work)
  }

  return {
    settled: underway.settled,
    stop() {
      isStopping = true
      return underway.settled()
    },
    async round() {
      // An embedded database has one process, so a lease from before the start belongs to a process that died.
      if (isFirst && db.kind === 'embedded') await freeLanes(db, queue.lanes)
      isFirst = false
      const now = clock()
      await queue.prepareRound?.(db, now)
      const until = new Date(now.getTime() + LEASE_MS)
      for (const lane of await claimLanes<Claimed>(db, queue.lanes, now, until)) start(lane)
      return queue.limits.pollMs
    },
  }
}
