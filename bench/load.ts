import { setTimeout as wait } from 'node:timers/promises'
import type { Connection, Reply } from './connection.ts'
import { percentile } from './spread.ts'

/** An endless series of distinct calls. */
export interface Calls {
  next(): string
  /** The mistake in an answer, or undefined. */
  fault(reply: Reply): string | undefined
}

/** Latencies are in milliseconds, counted from the due time of the call. */
export interface Run {
  readonly answered: number
  /** The errors, with their counts. */
  readonly faults: Readonly<Record<string, number>>
  readonly perSecond: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** As fast as the server answers: every connection sends its next call when it has its answer. */
export function runClosedLoop(
  connections: readonly Connection[],
  calls: Calls,
  seconds: number,
): Promise<Run> {
  const endAt = performance.now() + seconds * 1000
  return run(connections, calls, () => {
    const now = performance.now()
    return now < endAt ? now : undefined
  })
}

/**
 * At a constant rate, whether or not the server keeps up. A call that is due while all connections are busy waits,
 * and the wait counts.
 */
export function runOpenLoop(
  connections: readonly Connection[],
  calls: Calls,
  perSecond: number,
  seconds: number,
): Promise<Run> {
  const total = Math.round(perSecond * seconds)
  const startAt = performance.now()
  let arrivals = 0
  return run(connections, calls, () => {
    const arrival = arrivals++
    return arrival < total ? startAt + (arrival / perSecond) * 1000 : undefined
  })
}

/** A number of calls, each connection its next one when it has its answer. */
export function runNumber(connections: readonly Connection[], calls: Calls, count: number): Promise<Run> {
  let sent = 0
  return run(connections, calls, () => (sent++ < count ? performance.now() : undefined))
}

/** @param nextDueAt the time of the next call, or undefined if there are no more */
async function run(
  connections: readonly Connection[],
  calls: Calls,
  nextDueAt: () => number | undefined,
): Promise<Run> {
  const latencies: number[] = []
  const faults: Record<string, number> = {}
  const startAt = performance.now()

  async function work(connection: Connection): Promise<void> {
    for (let dueAt = nextDueAt(); dueAt !== undefined; dueAt = nextDueAt()) {
      const earlyMs = dueAt - performance.now()
      if (earlyMs > 0) await wait(Math.ceil(earlyMs))
      try {
        const fault = calls.fault(await connection.send(calls.next()))
        if (fault === undefined) latencies.push(performance.now() - dueAt)
        else note(fault)
      } catch (error) {
        // A broken connection stays closed. The other connections take over.
        return note(error instanceof Error ? error.message : String(error))
      }
    }
  }

  function note(fault: string): void {
    faults[fault] = (faults[fault] ?? 0) + 1
  }

  await Promise.all(connections.map(work))
  const elapsedSeconds = (performance.now() - startAt) / 1000
  const sorted = Float64Array.from(latencies).sort()
  return {
    answered: sorted.length,
    faults,
    perSecond: sorted.length / elapsedSeconds,
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
  }
}
