import type { Clock } from '../../lib/clock.ts'
import { createFlusher } from '../../lib/collect/flusher.ts'
import type { Actor } from '../http/actor.ts'
import { ipPrefix } from '../http/ip-prefix.ts'
import type { Org } from './catalog.ts'

/**
 * When and from where each key was last used, and who still calls an organisation by a former slug. A request sets a
 * number in memory. What is new is stored once a minute, all keys in one statement, so neither a busy key nor an attacker
 * causes more writes. A crash loses the last minute.
 */
export interface KeyUses {
  /** @param slug as in the address of the request */
  seen(org: Org, actor: Actor, request: { readonly ip: string }, slug: string): void
  /** For callers without a key, such as platforms. */
  calledBy(org: Org, slug: string, caller: string): void
  /** Resolves when everything so far is stored, or the attempt has failed. */
  flush(): Promise<void>
}

export interface KeyUse {
  readonly orgId: number
  readonly keyId: string
  /** In milliseconds since the epoch. */
  at: number
  readonly ipPrefix: string | null
}

export interface SlugUse {
  readonly slug: string
  readonly caller: string
  at: number
}

export interface Uses {
  readonly keys: readonly KeyUse[]
  readonly slugs: readonly SlugUse[]
}

const CALLERS_MAX = 1_000

/** @param onError called if a write fails; the uses of that minute are lost */
export function createKeyUses(
  write: (uses: Uses) => Promise<void>,
  everyMs: number,
  clock: Clock,
  onError: (error: unknown) => void,
): KeyUses {
  let keys = new Map<string, KeyUse>()
  let slugs = new Map<string, SlugUse>()

  async function writeAll(): Promise<void> {
    const uses = { keys: [...keys.values()], slugs: [...slugs.values()] }
    keys = new Map()
    slugs = new Map()
    if (uses.keys.length + uses.slugs.length > 0) await write(uses)
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  function calledBy(org: Org, slug: string, caller: string): void {
    if (slug === org.slug) return
    const name = `${slug} ${caller}`
    if (!slugs.has(name) && slugs.size >= CALLERS_MAX) return
    slugs.set(name, { slug, caller, at: clock().getTime() })
    later()
  }

  return {
    seen(org, actor, request, slug) {
      if (slug !== org.slug) calledBy(org, slug, actor.name)
      if (actor.kind !== 'key') return
      const now = clock().getTime()
      const use = keys.get(actor.id)
      if (use !== undefined) {
        use.at = now
        return
      }
      keys.set(actor.id, {
        orgId: org.id,
        keyId: actor.id,
        at: now,
        // Of the first use of the minute: reading an address costs more than setting a number.
        ipPrefix: ipPrefix(request.ip),
      })
      later()
    },
    calledBy,
    flush,
  }
}
