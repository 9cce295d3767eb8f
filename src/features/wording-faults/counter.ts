import { createFlusher } from '../../lib/collect/flusher.ts'
/** What can go wrong with a wording while it is served. */
export const FAULT_KINDS = ['missing-field', 'not-rendered', 'clash'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  readonly orgId: number
  readonly templateId: string
  /** Null if the fault is not that of a wording. */
  readonly variantId: string | null
  readonly kind: FaultKind
  /** The field, or the reason. */
  readonly name: string
  readonly at: Date
}

/** A fault, and how many messages had it since the last write. */
export interface CountedFault extends Fault {
  messages: number
  at: Date
}

/**
 * Counts faults in memory, and writes them every few seconds. A crash loses the last of them. A request only adds to
 * sums in memory, and their number has a bound.
 */
export interface FaultCounter {
  observe(fault: Fault): void
  /** Resolves when the sums so far are written, or the attempt has failed. */
  flush(): Promise<void>
}

/** More different faults between two writes are not counted. */
const DIFFERENT_MAX = 1_000
const NAME_LENGTH_MAX = 200

/** @param onError called if a write fails; the sums of that write are lost */
export function createFaultCounter(
  write: (faults: readonly CountedFault[]) => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): FaultCounter {
  let sums = new Map<string, CountedFault>()

  async function writeAll(): Promise<void> {
    const written = [...sums.values()]
    sums = new Map()
    if (written.length > 0) await write(written)
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  return {
    observe(fault) {
      const { orgId, templateId, variantId, kind, at } = fault
      const name = fault.name.slice(0, NAME_LENGTH_MAX)
      const key = JSON.stringify([orgId, templateId, variantId, kind, name, at.toISOString().slice(0, 10)])
      const known = sums.get(key)
      if (known !== undefined) {
        known.messages += 1
        known.at = at
      } else if (sums.size < DIFFERENT_MAX) sums.set(key, { ...fault, name, messages: 1 })
      later()
    },
    flush,
  }
}
