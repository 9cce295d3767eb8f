import { Problem } from './problem.ts'

/** Runs work one after the other. */
export type Queue = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

/**
 * One at a time, and no more than `waitingMax` that wait: what computes must not crowd out what serves.
 * @throws Problem too-many-requests
 */
export function createQueue(waitingMax: number): Queue {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async work => {
    if (waiting > waitingMax)
      throw new Problem(
        'too-many-requests',
        'Other computations of this kind are still being computed. Try again shortly.',
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
