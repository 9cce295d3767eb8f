import { Problem } from './problem.ts'

/** Runs tasks one after the other. */
export type Queue = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

/**
 * Runs one task at a time, with at most `waitingMax` waiting: computations must not slow down other requests.
 * @throws Problem too-many-requests
 */
export function createQueue(waitingMax: number): Queue {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async work => {
    if (waiting > waitingMax)
      throw new Problem(
        'too-many-requests',
        'Other computations of this kind are still running. Try again shortly.',
      )
    waiting++
    const answer = last.then(work)
    last = answer.catch(() => {})
    try {
      return await answer
    } finally {
      waiting--
    }
  }
}
