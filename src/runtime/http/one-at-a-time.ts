import { Problem } from './problem.ts'

/** Runs one piece of work at a time. */
export type Queue = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

/**
 * Limits long computations, so that the server keeps answering other requests.
 * @param waitingMax the number of pieces of work that may wait
 * @throws Problem too-many-requests
 */
export function createQueue(waitingMax: number): Queue {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async work => {
    if (waiting > waitingMax)
      throw new Problem(
        'too-many-requests',
        'Other computations of this kind are running. Try again shortly.',
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
