import type { Platform } from '../../core/platforms/platform.ts'
import { readJson } from '../../lib/json.ts'
import { type Processed, UNCONFIRMED } from './inbox-store.ts'

export const CONFIRMED = 'confirmed'

/**
 * Keeps a handshake due until Parley has confirmed it to the vendor. That call is made outside of the batch, so that a
 * slow vendor does not delay other requests.
 * @returns the request to save: unconfirmed if it is a handshake, else unchanged
 */
export function holdHandshake(platform: Platform | undefined, processed: Processed): Processed {
  const { request, items } = processed
  const [item] = items
  if (!platform?.handshake || item?.event_id === undefined || item.outcome === 'duplicate') return processed
  const json = readJson(request.body)
  if (!json.ok || !platform.handshake.recognises(json.value)) return processed
  // A handshake allows one call. A second reading does not allow another.
  const outcome = request.outcome === CONFIRMED ? CONFIRMED : UNCONFIRMED
  // The event does not contain the vendor's answer, so the item does not refer to it.
  const { event_id, reason, fix, ...rest } = item
  return { ...processed, outcome, reason: null, items: [{ ...rest, outcome }] }
}
