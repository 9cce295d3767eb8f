import type { Event } from '../../core/events/event.ts'
import { cleanIds } from '../../core/ids/event-ids.ts'
import { comparedReason } from '../../core/mapping/channels.ts'
import { mapItem } from '../../core/mapping/map-item.ts'
import { metricAmounts } from '../../core/mapping/metric-amounts.ts'
import { settle } from '../../core/mapping/settle.ts'
import { wholeItemsOf } from '../../core/platforms/items.ts'
import type { Normalised, Platform } from '../../core/platforms/platform.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { createId } from '../../lib/id.ts'
import { toMinorUnits } from '../../lib/money.ts'
import { readBody } from '../../lib/wire/body.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { RequestItem } from '../../runtime/db/table-rows/inbound-rows.ts'
import type { ArrivedEvent } from './event-store.ts'
import type { DueRequest } from './inbox-store.ts'
import { type Sighting, sightingOf } from './names/names.ts'

/** A request as its platform's adapter reads it: items to store, or the reason why it cannot be read. */
export type ReadRequest =
  | { readonly request: DueRequest; readonly readable: true; readonly items: readonly Item[] }
  | { readonly request: DueRequest; readonly readable: false; readonly reason: string; readonly fix: string }

export type Item = (
  | { readonly event: ArrivedEvent }
  | { readonly rejected: Pick<RequestItem, 'outcome' | 'reason' | 'fix'> }
) & {
  /** The platform's name of the item; undefined if it has none. */
  readonly sighting: Sighting | undefined
}

// If the sender gives no key, equal content within this time is one event, sent again.
const REPEAT_WINDOW_MS = HOUR_MS

/** Reads a request's bytes as events. Pure: the same mapping always gives the same events. */
export function readRequest(request: DueRequest, platform: Platform | undefined, org: Org): ReadRequest {
  if (!platform)
    return {
      request,
      readable: false,
      reason: 'unknown-platform',
      fix: 'This version of Parley does not support the platform.',
    }
  const read = platform.read(request.body, { query: request.query, receivedAt: request.receivedAt })
  if (!read.ok) return { request, readable: false, ...read.reason }
  const wholeItems = once(() => wholeItemsOf(parsed(request.body), read.value.length))
  const items = read.value.map((item, at) => {
    const wholeItem = () => wholeItems()?.[at]
    const mapped = mapItem(org.eventMapping, request.platform, item, wholeItem)
    return {
      ...toItem({ request, at, org, isExported: false, wholeItem }, mapped),
      sighting: sightingOf(item),
    }
  })
  return { request, readable: true, items }
}

/** Where an item was read. */
interface Place {
  readonly request: DueRequest
  /** Its number in the request. */
  readonly at: number
  readonly org: Org
  readonly isExported: boolean
  /** The item as it was sent. */
  readonly wholeItem: () => unknown
}

/** What becomes of an item after the mapping: an event, or the reason why it is none. */
export function toItem(place: Place, item: Normalised) {
  if (item.outcome === 'event') {
    const event = toArrived(place, item.event)
    const isForNobody =
      event.type === 'user_deletion' && event.passedOver.length > 0 && event.userKey === null
    return isForNobody ? { rejected: deletionOfNobody(event.passedOver) } : { event }
  }
  const { reason, fix, event } = item
  const orMap =
    event === undefined ? '' : ` Or add "${event.nativeEvent}" to the event mapping, and replay the request.`
  return { rejected: { outcome: 'rejected', reason, fix: fix + orMap } }
}

const deletionOfNobody = (passedOver: readonly string[]) => ({
  outcome: 'rejected',
  reason: 'names-nobody',
  fix: `${passedOver.join(' ')} As a result, nobody was erased. Send the request again with the id of the person, or erase the person with DELETE /people/:user.`,
})

function toArrived({ request, at, org, isExported, wholeItem }: Place, read: Event): ArrivedEvent {
  const { event: named, passedOver } = cleanIds(read)
  const { id: requestId, receivedAt, platform } = request
  const { event: said, isDated, notes, fixes } = settle(named, { receivedAt, currency: org.currency })
  const currency = said.value === null ? said.currency : (said.currency ?? org.currency)
  const amountMinor =
    said.value === null || currency === null ? null : toMinorUnits(said.value, currency, org.currencyDigits)
  const isTooLarge = said.value !== null && amountMinor === null
  const { type, subtype, name, email, trackingId, machine } = said
  const { occurredAt, nativeEvent, dedupeKey, campaignId, templateRef, channel } = said
  const moment = said.occurredAt ?? receivedAt
  const metrics = metricAmounts(said, {
    ...{ metrics: org.customMetrics, currencyDigits: org.currencyDigits, wholeItem },
    money: { amountMinor, currency },
  })
  return {
    requestId,
    receivedAt,
    platform,
    type,
    subtype,
    name,
    email,
    trackingId,
    machine,
    currency,
    said: {
      ...{ occurredAt, nativeEvent, dedupeKey, campaignId, templateRef, channel },
      properties: JSON.stringify(said.properties),
    },
    amountMinor,
    metrics,
    isDated,
    isExported,
    comparedReason: isDated
      ? comparedReason(org.channels, { platform, type, name, at: moment, isExported })
      : null,
    fixes,
    passedOver: [...passedOver, ...notes, ...(isTooLarge ? [TOO_LARGE] : [])],
    id: createId(receivedAt.getTime()),
    // An event without a known time leaves its key to the same event, sent again with a time that can be read.
    key: (isDated ? (said.onceKey ?? said.dedupeKey) : null) ?? keyFromContent(request, at),
    at: moment,
    userKey: said.userId ?? email,
    messageId: said.messageKey ?? said.messageId,
    refs: refsOf(said),
    lookbackHours: null,
    outcome: null,
    matchedBy: null,
    decisionId: null,
  }
}

const TOO_LARGE = 'The amount is too large to be right, so no money was counted.'

/**
 * The platform's ids, the decision or variant that the sender named directly, and the platform's message id if several
 * people share it.
 */
function refsOf({ refs, messageId, messageKey, decisionId, copyId }: Event): Record<string, string> {
  const all: Record<string, string> = { ...refs }
  if (messageId !== null && messageKey !== null) all['message_id'] = messageId
  if (decisionId !== null) all['decision_id'] = decisionId
  if (copyId !== null) all['copy_id'] = copyId
  return all
}

/** Some senders give neither a key nor a time. Then equal bodies in the same hour are one event. */
function keyFromContent({ body, receivedAt }: DueRequest, at: number): string {
  return `content|${sha256Hex(body)}|${at}|${Math.floor(receivedAt.getTime() / REPEAT_WINDOW_MS)}`
}

function parsed(body: Uint8Array): unknown {
  const said = readBody(body)
  return said.ok ? said.value : undefined
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
