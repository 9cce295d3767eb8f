// The maximum time, in milliseconds, for which a slice blocks other requests.
const SLICE_MS = 5

/**
 * Runs long work in slices, and lets other work run every few milliseconds.
 * @param steps each step must be short
 * @returns the result of the work
 */
export async function inSlices<Answer>(steps: Iterator<unknown, Answer>): Promise<Answer> {
  for (;;) {
    const endsAt = performance.now() + SLICE_MS
    while (performance.now() < endsAt) {
      const { done, value } = steps.next()
      if (done) return value
    }
    await new Promise<void>(resolve => setImmediate(resolve))
  }
}

/**
 * Runs the same work at once.
 * @returns the result of the work
 */
export function atOnce<Answer>(steps: Iterator<unknown, Answer>): Answer {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
