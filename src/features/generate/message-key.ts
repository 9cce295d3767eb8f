import type { Attributes } from '../../core/targeting/normalise.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { GenerateInput } from './input.ts'

const CACHE_MINUTES = 10
const KEY_LENGTH_MAX = 300

export interface MessageKey {
  readonly key: string
  /** Null: as long as the decision itself. */
  readonly lifetimeMs: number | null
}

/**
 * What makes two requests the same request: the tracking id, else the caller's idempotency key,
 * else the person with the same attributes within ten minutes (a platform that renders subject,
 * preheader and body with one call each must get one variant). Undefined: every request is its own.
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

/** An index entry has a size limit; senders' ids have none. */
const bounded = (key: string): string => (key.length <= KEY_LENGTH_MAX ? key : `sha256|${sha256Hex(key)}`)
