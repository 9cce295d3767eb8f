import { createFlusher } from '../../lib/collect/flusher.ts'
import { maskValues } from './mask.ts'

/** A call, with values that name nobody. */
export interface CallSample {
  readonly orgId: number
  readonly templateId: string
  /** The id of its decision. */
  readonly id: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly attrs: Readonly<Record<string, unknown>>
}

/**
 * Keeps a sample of the calls. A request only puts its values on a list, which has a bound. They are masked when
 * the request has been answered, and stored every few seconds. A crash loses the last of them.
 */
export interface Sampler {
  /** @param call with its own values */
  observe(call: CallSample): void
  /** Resolves when the calls so far are stored, or the attempt has failed. */
  flush(): Promise<void>
}

/** More calls between two writes are not kept: of one template, and of all templates. */
const OF_TEMPLATE_MAX = 20
const MAX = 200

/** @param onError called if a write fails; the calls of that write are lost */
export function createSampler(
  write: (samples: readonly CallSample[]) => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): Sampler {
  let waiting: CallSample[] = []
  let masked: CallSample[] = []
  let counts = new Map<string, number>()

  function maskWaiting(): void {
    masked.push(...waiting.map(toSample))
    waiting = []
  }

  async function writeAll(): Promise<void> {
    maskWaiting()
    const kept = masked
    masked = []
    counts = new Map()
    if (kept.length > 0) await write(kept)
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  return {
    observe(call) {
      if (waiting.length + masked.length >= MAX) return
      const key = `${call.orgId} ${call.templateId}`
      const count = counts.get(key) ?? 0
      if (count >= OF_TEMPLATE_MAX) return
      counts.set(key, count + 1)
      // The values of a call can be large, so they are not held for longer than it takes.
      if (waiting.push(call) === 1) setImmediate(maskWaiting)
      later()
    },
    flush,
  }
}

const toSample = (call: CallSample): CallSample => ({
  ...call,
  fields: maskValues(call.fields),
  attrs: maskValues(call.attrs),
})
