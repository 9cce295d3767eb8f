import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Clock } from '../../../lib/clock.ts'
import { MINUTE_MS } from '../../../lib/duration.ts'
import { sha256Hex } from '../../../lib/hash.ts'
import { createSignal } from '../../../lib/signal.ts'
import type { Sessions, SignedIn } from '../../../runtime/catalog/sessions.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import { ROLES, type Role } from '../../../runtime/http/permission.ts'
import { cookieFor, readCookie, type SessionCookie } from './cookie.ts'
import { expiryOf } from './lifetime.ts'
import { insertSession, loadSession, type Origin, type StoredSession, touchSession } from './session-store.ts'

export interface AccountSessions extends Sessions {
  /** Undefined if no browser may have a session at this PUBLIC_URL. */
  readonly cookie: SessionCookie | undefined
  /**
   * Starts a session. Returns its token, which is stored nowhere.
   * @param also part of the same transaction
   */
  open(userId: string, origin: Origin, also?: (transaction: Kysely<Tables>) => Promise<void>): Promise<string>
  /** To be called after a session has ended or a role has changed: this process forgets what it knows. */
  forget(): void
}

/** Sessions that ended in another process are found out after this time. With `watchSession`, within five seconds. */
const CACHED_MS = 4_000
const CACHED_MAX = 10_000
/** Writing down every use would be a write for every request. */
const SEEN_EVERY_MS = 5 * MINUTE_MS

interface Cached {
  readonly person: SignedIn
  readonly untilMs: number
}

export function createSessions(db: Database, clock: Clock, publicUrl: string): AccountSessions {
  const cookie = cookieFor(publicUrl)
  const changed = createSignal()
  let cache = new Map<string, Cached>()

  async function load(token: string): Promise<SignedIn | undefined> {
    const before = cache
    const tokenHash = sha256Hex(token)
    const stored = await loadSession(db, tokenHash)
    const now = clock()
    if (stored === undefined || expiryOf(stored) <= now) return undefined
    if (now.getTime() - stored.seen_at.getTime() >= SEEN_EVERY_MS) await touchSession(db, stored.id, now)
    const person = toPerson(token, stored)
    if (before.size >= CACHED_MAX) before.clear()
    // If the cache has been emptied meanwhile, this answer may be too old for the new one.
    before.set(token, { person, untilMs: now.getTime() + CACHED_MS })
    return person
  }

  return {
    cookie,
    origin: URL.canParse(publicUrl) ? new URL(publicUrl).origin : publicUrl,
    changed,
    tokenOf: headers => (cookie === undefined ? undefined : readCookie(headers, cookie.name)),
    async find(token, isFresh = false) {
      const cached = cache.get(token)
      const isUsable = !isFresh && cached !== undefined && cached.untilMs > clock().getTime()
      return isUsable ? cached.person : load(token)
    },
    async open(userId, origin, also) {
      const token = randomBytes(32).toString('base64url')
      await db.kysely.transaction().execute(async transaction => {
        await insertSession(transaction, sha256Hex(token), userId, origin, clock())
        await also?.(transaction)
      })
      return token
    },
    forget() {
      cache = new Map()
      changed.fire()
    },
  }
}

const toPerson = (token: string, stored: StoredSession): SignedIn => ({
  token,
  sessionId: stored.id,
  user: { id: stored.user_id, name: stored.name, email: stored.email, isOperator: stored.is_operator },
  roles: new Map(stored.memberships.map(({ org_id, role }) => [org_id, toRole(role)])),
})

export const toRole = (text: string): Role => ROLES.find(role => role === text) ?? 'viewer'
