import type { Platform } from '../../core/platforms/platform.ts'
import { readJson } from '../../lib/json.ts'
import { type Processed, UNCONFIRMED } from './inbox-store.ts'

export const CONFIRMED = 'confirmed'

/**
 * Reading a handshake is not the end of it: the vendor waits for a call of ours. That is made outside of
 * the batch, because nobody else's requests should wait for a stranger's server.
 * @returns the request as it is saved: waiting for that call if it is a handshake, else as it was
 */
export function holdHandshake(platform: Platform | undefined, processed: Processed): Processed {
  const { request, items } = processed
  const [item] = items
  if (!platform?.handshake || item?.event_id === undefined || item.outcome === 'duplicate') return processed
  const json = readJson(request.body)
  if (!json.ok || !platform.handshake.recognises(json.value)) return processed
  // A handshake is good for one call. Reading it again does not make it good for another.
  const outcome = request.outcome === CONFIRMED ? CONFIRMED : UNCONFIRMED
  // The event knows nothing of the vendor's answer, so the item does not point at it.
  const { event_id, reason, fix, ...rest } = item
  return { ...processed, outcome, reason: null, items: [{ ...rest, outcome }] }
}
