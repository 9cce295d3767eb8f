import type { Event } from '../../core/events/event.ts'
import { mapItem } from '../../core/mapping/map-item.ts'
import { wholeItemOf } from '../../core/mapping/whole-item.ts'
import type { Normalised, Platform } from '../../core/platforms/platform.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { createId } from '../../lib/id.ts'
import { readJson } from '../../lib/json.ts'
import { toMinorUnits } from '../../lib/money.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { RequestItem } from '../../runtime/db/inbound-rows.ts'
import type { ArrivedEvent } from './event-store.ts'
import type { DueRequest } from './inbox-store.ts'
import { type Sighting, sightingOf } from './names.ts'

/** A request as its platform understands it: items to store, or the reason why there are none. */
export type ReadRequest =
  | { readonly request: DueRequest; readonly readable: true; readonly items: readonly Item[] }
  | { readonly request: DueRequest; readonly readable: false; readonly reason: string; readonly fix: string }

export type Item = (
  | { readonly event: ArrivedEvent }
  | { readonly rejected: Pick<RequestItem, 'outcome' | 'reason' | 'fix'> }
) & {
  /** What the platform calls it; undefined where it has no name. */
  readonly sighting: Sighting | undefined
}

// Without a key of the sender's, the same words within this time are the same event, sent again.
const REPEAT_WINDOW_MS = HOUR_MS

/** Bytes to events. Pure: what it makes of a request is the same at every reading with the same mapping. */
export function readRequest(request: DueRequest, platform: Platform | undefined, org: Org): ReadRequest {
  if (!platform)
    return {
      request,
      readable: false,
      reason: 'unknown-platform',
      fix: 'This version of Parley does not know the platform any more.',
    }
  const read = platform.read(request.body, { query: request.query, receivedAt: request.receivedAt })
  if (!read.ok) return { request, readable: false, ...read.reason }
  const bodyOf = once(() => parsed(request.body))
  const items = read.value.map((item, at) => {
    const wholeItem = () => wholeItemOf(bodyOf(), at, read.value.length)
    const mapped = mapItem(org.eventMapping, request.platform, item, wholeItem)
    return { ...toItem(request, mapped, at, org), sighting: sightingOf(item) }
  })
  return { request, readable: true, items }
}

function toItem(request: DueRequest, item: Normalised, at: number, org: Org) {
  if (item.outcome === 'event') return { event: toArrived(request, item.event, at, org) }
  const { reason, fix, event } = item
  const orMap =
    event === undefined ? '' : ` Or say in the event mapping what "${event.nativeEvent}" is, and replay it.`
  return { rejected: { outcome: 'rejected', reason, fix: fix + orMap } }
}

function toArrived(request: DueRequest, said: Event, at: number, org: Org): ArrivedEvent {
  const currency = said.value === null ? said.currency : (said.currency ?? org.currency)
  const { id: requestId, receivedAt, platform } = request
  const { type, subtype, name, email, trackingId, machine } = said
  return {
    ...{ requestId, receivedAt, platform, type, subtype, name, email, trackingId, machine, currency, said },
    id: createId(receivedAt.getTime()),
    key: said.onceKey ?? said.dedupeKey ?? keyFromContent(request, at),
    at: said.occurredAt ?? receivedAt,
    userKey: said.userId ?? email,
    messageId: said.messageKey ?? said.messageId,
    refs: refsOf(said),
    amountMinor:
      said.value === null || currency === null
        ? null
        : toMinorUnits(said.value, currency, org.currencyDigits),
    ...{ outcome: null, matchedBy: null, decisionId: null },
  }
}

/**
 * The platform's ids and, beside them, the decision or variant that a sender named outright, and the
 * message id where several people share it.
 */
const refsOf = ({ refs, messageId, messageKey, decisionId, copyId }: Event): Record<string, string> => ({
  ...refs,
  ...(messageId === null || messageKey === null ? {} : { message_id: messageId }),
  ...(decisionId === null ? {} : { decision_id: decisionId }),
  ...(copyId === null ? {} : { copy_id: copyId }),
})

/** Some senders give neither key nor time: then equal bodies in the same hour are one event. */
function keyFromContent({ body, receivedAt }: DueRequest, at: number): string {
  return `content|${sha256Hex(body)}|${at}|${Math.floor(receivedAt.getTime() / REPEAT_WINDOW_MS)}`
}

function parsed(body: Uint8Array): unknown {
  const json = readJson(body)
  return json.ok ? json.value : undefined
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
