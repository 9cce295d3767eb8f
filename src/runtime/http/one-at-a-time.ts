import { Problem } from './problem.ts'

/** Runs a few pieces of work at a time. */
export type Queue = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

export interface QueueOptions {
  /** The number of pieces of work at a time. Default: one. */
  readonly atOnce?: number
  readonly refusal?: 'too-many-requests' | 'busy'
}

/**
 * Limits long computations, so that the server keeps answering other requests.
 * @param waitingMax the number of pieces of work that may wait
 * @throws Problem too-many-requests, or the named one
 */
export function createQueue(
  waitingMax: number,
  { atOnce = 1, refusal = 'too-many-requests' }: QueueOptions = {},
): Queue {
  const waiting: (() => void)[] = []
  let running = 0
  return async work => {
    if (running < atOnce) running++
    else if (waiting.length < waitingMax) await new Promise<void>(resolve => waiting.push(resolve))
    else throw new Problem(refusal, 'Other computations of this kind are running. Try again shortly.')
    try {
      return await work()
    } finally {
      // The next piece of work gets this one's place.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
