import { createFlusher } from '../../../lib/collect/flusher.ts'
import type { Decision, Kept } from '../decision.ts'

/** The names in a repetition of a request, for the decision of the message. */
export interface LateName {
  readonly orgId: number
  readonly decisionId: string
  readonly userKey: string
  readonly email: string | null
}

/** Whether a repetition says more of the person than the request that was first. */
export function isNamedBy(kept: Kept, { id, userKey, email }: Decision): boolean {
  if (kept.id === id || userKey === null) return false
  if (kept.userKey === null || kept.email === null) return kept.userKey === null || email !== null
  return kept.userKey === kept.email && userKey !== email
}

/** Adds names to stored decisions, some seconds after the answers. A crash leaves the last of them out. */
export interface LateNames {
  observe(name: LateName): void
  /** Resolves when the names so far are stored, or the attempt has failed. */
  flush(): Promise<void>
}

const AT_ONCE = 250
/** More names between two writes are left out. */
const WAITING_MAX = 20_000

/**
 * @param add adds the names to their decisions
 * @param onError called if that fails; its names are left out
 */
export function collectLateNames(
  add: (names: readonly LateName[]) => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): LateNames {
  /** By decision id: the calls for the parts of one message say the same. */
  let waiting = new Map<string, LateName>()

  async function write(): Promise<void> {
    const names = [...waiting.values()]
    waiting = new Map()
    for (let from = 0; from < names.length; from += AT_ONCE) await add(names.slice(from, from + AT_ONCE))
  }
  const { later, flush } = createFlusher(write, everyMs, onError)

  return {
    observe(name) {
      if (waiting.size < WAITING_MAX) waiting.set(name.decisionId, name)
      later()
    },
    flush,
  }
}
