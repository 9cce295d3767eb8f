import { Problem } from './problem.ts'

/** Runs one piece of work at a time. */
export type Queue = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

export interface QueueOptions {
  readonly refusal?: 'too-many-requests' | 'busy'
  /** After each piece of work nothing runs for so many times as long as the work took. Default: 0. */
  readonly rest?: number
}

const RETRY_AFTER_SECONDS = 2

/**
 * Limits long computations, so that the server keeps answering other requests.
 * @param waitingMax the number of pieces of work that may wait
 * @throws Problem too-many-requests, or the named one
 */
export function createQueue(
  waitingMax: number,
  { refusal = 'too-many-requests', rest = 0 }: QueueOptions = {},
): Queue {
  const waiting: (() => void)[] = []
  let isTaken = false

  /** The next piece of work gets this one's place. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else isTaken = false
  }

  return async work => {
    if (!isTaken) isTaken = true
    else if (waiting.length < waitingMax) await new Promise<void>(resolve => waiting.push(resolve))
    else
      throw new Problem(refusal, 'Other computations of this kind are running. Try again shortly.', [], {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      })
    const startedAt = performance.now()
    try {
      return await work()
    } finally {
      if (rest === 0) leave()
      else setTimeout(leave, rest * (performance.now() - startedAt))
    }
  }
}
