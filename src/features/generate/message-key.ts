import type { Attributes } from '../../core/targeting/normalise.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { GenerateInput } from './input.ts'

const CACHE_MINUTES = 10
const KEY_LENGTH_MAX = 300

export interface MessageKey {
  readonly key: string
  /** Null: as long as the decision is stored. */
  readonly lifetimeMs: number | null
}

/**
 * The key of a message. Requests with the same key get the same decision. It is made of the tracking id, else of the
 * caller's idempotency key, else of the person and attributes for ten minutes: a platform that renders subject,
 * preheader and body with one call each must get one variant. Undefined: every request is its own message.
 */
export function messageKeyOf(input: GenerateInput, attributes: Attributes): MessageKey | undefined {
  const { templateId, trackingId, idempotencyKey, useCache } = input
  if (trackingId !== null) return { key: bounded(`${templateId}|tracking|${trackingId}`), lifetimeMs: null }
  if (idempotencyKey !== null)
    return { key: bounded(`${templateId}|call|${idempotencyKey}`), lifetimeMs: null }
  const person = input.userId ?? input.email
  if (!useCache || person === null) return undefined
  const context = sha256Hex(JSON.stringify(Object.entries(attributes).sort())).slice(0, 16)
  return { key: bounded(`${templateId}|person|${person}|${context}`), lifetimeMs: CACHE_MINUTES * MINUTE_MS }
}

/** The key of a person's message, whose tracking id or idempotency key somebody else's message has too. */
export const keyOfPerson = (key: string, person: string): string => bounded(`${key}|of|${person}`)

/** Index entries have a limited size; senders' ids do not. */
const bounded = (key: string): string => (key.length <= KEY_LENGTH_MAX ? key : `sha256|${sha256Hex(key)}`)
