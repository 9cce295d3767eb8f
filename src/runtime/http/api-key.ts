import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../../lib/clock.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { equalDigests } from '../../lib/signature.ts'
import { type Actor, OPERATOR } from './actor.ts'
import type { Scope } from './permission.ts'
import { Problem } from './problem.ts'

/** A key in its stored form, without the secret itself. */
export interface StoredKey {
  readonly id: string
  readonly scopes: readonly Scope[]
  readonly secretHash: string
  /** Whom its calls are attributed to. */
  readonly actor: Actor
  /** In milliseconds since the epoch; infinite if it does not expire. */
  readonly expiresAt: number
  /** The secret before the last rotation. It holds until then. */
  readonly previous: { readonly secretHash: string; readonly until: number } | undefined
  /** Of each scope. Undefined: it has no limit of its own. */
  readonly callsPerMinute: number | undefined
}

/** The actor of a key. The scope `manage` has every permission. */
export const actorOfKey = (id: string, name: string, scopes: readonly Scope[]): Actor => ({
  kind: 'key',
  id,
  name,
  role: scopes.includes('manage') ? 'admin' : null,
  scopes,
})

/** A key with its secret. The caller shows `key` once, and stores the rest. */
export interface CreatedKey {
  readonly key: string
  readonly id: string
  readonly secretHash: string
  /** The end of the secret, by which people tell keys apart. */
  readonly lastFour: string
}

/** @param id of the key that gets a new secret. Default: a new one */
export function createApiKey(id = randomBytes(6).toString('hex')): CreatedKey {
  const key = `parley_${id}_${randomBytes(24).toString('hex')}`
  // The secret has 192 random bits, so a slow hash would cost every request and gain nothing.
  return { key, id, secretHash: sha256Hex(key), lastFour: key.slice(-4) }
}

/** The key of a request: from `X-Api-Key` or `Authorization: Bearer`. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const named = headers['x-api-key']
  if (typeof named === 'string' && named !== '') return named
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')
  return bearer?.[1]
}

export interface KeyHolders {
  /** SHA-256 of the operator's key, which gives access to every organisation. */
  readonly adminKeyHash: string
  /** The organisation's own keys, by id. Without it, only the operator has access. */
  readonly keys?: ReadonlyMap<string, StoredKey>
  readonly clock: Clock
}

/** Whose key it is: the operator's, or one of the organisation's with this scope; otherwise undefined. */
export function holderOf(key: string | undefined, scope: Scope, holders: KeyHolders): Actor | undefined {
  const found = check(key, scope, holders)
  return typeof found === 'string' ? undefined : found
}

/**
 * Whose key a request has.
 * @throws Problem missing-key, wrong-key, expired-key or wrong-scope
 */
export function requireKey(headers: IncomingHttpHeaders, scope: Scope, holders: KeyHolders): Actor {
  const key = presentedKey(headers)
  const found = check(key, scope, holders)
  if (typeof found !== 'string') return found
  throw new Problem(
    found,
    found === 'wrong-scope' ? wrongScope(scope, storedAs(key, holders)) : DETAILS[found],
  )
}

const DETAILS = {
  'missing-key': 'Send an API key in the X-Api-Key header, or as Authorization: Bearer <key>.',
  'expired-key': 'This key has expired, or a rotation has replaced it. Use a new one.',
  'wrong-key':
    'This key is unknown here. Keys belong to one organisation; check that it is the one in the address.',
} as const

const wrongScope = (scope: Scope, stored: StoredKey | undefined): string =>
  `This key has the scopes ${stored?.scopes.join(', ')}; this call needs ${scope}.`

/** The holder, or the reason for a refusal. Most webhooks come without a key, and creating a Problem takes long. */
function check(
  key: string | undefined,
  scope: Scope,
  holders: KeyHolders,
): Actor | 'missing-key' | 'wrong-key' | 'expired-key' | 'wrong-scope' {
  if (key === undefined) return 'missing-key'
  const stored = storedAs(key, holders)
  const digest = sha256Hex(key)
  const until = stored === undefined ? undefined : validUntil(stored, digest)
  if (stored === undefined || until === undefined)
    return equalDigests(digest, holders.adminKeyHash) ? OPERATOR : 'wrong-key'
  // Most keys never expire, and then nobody asks the clock.
  if (until !== Number.POSITIVE_INFINITY && until <= holders.clock().getTime()) return 'expired-key'
  return stored.scopes.includes(scope) ? stored.actor : 'wrong-scope'
}

/** Until when a secret of this key holds, in milliseconds since the epoch; undefined if it is none. */
function validUntil({ secretHash, expiresAt, previous }: StoredKey, digest: string): number | undefined {
  if (equalDigests(digest, secretHash)) return expiresAt
  return previous && equalDigests(digest, previous.secretHash)
    ? Math.min(previous.until, expiresAt)
    : undefined
}

const storedAs = (key: string | undefined, { keys }: KeyHolders): StoredKey | undefined =>
  key === undefined ? undefined : keys?.get(key.slice(key.indexOf('_') + 1, key.lastIndexOf('_')))
