// Whoever is being served waits for one slice at most.
const SLICE_MS = 5

/**
 * Lives through long work that pauses often, and lets everything else have its turn every few milliseconds.
 * @param steps none of which takes long
 * @returns what the work returns
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
