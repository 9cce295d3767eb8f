import type { Finding } from '../../core/events/stored-event.ts'
import type { RequestItem } from '../../runtime/db/table-rows/inbound-rows.ts'
import type { Sorted } from './deduplicate.ts'
import type { ArrivedEvent, KeyedEvent } from './event-store.ts'
import { fixFor } from './fixes.ts'
import type { Processed } from './inbox-store.ts'
import { asItem } from './names/names.ts'
import type { Item, ReadRequest } from './read.ts'

type FindingOf = (event: ArrivedEvent) => Finding

/** The result of a request: the outcome of its items, or `mixed` if they differ. */
export function conclude(
  reading: ReadRequest,
  holderOf: Sorted['holderOf'],
  findingOf: FindingOf,
  isChanged: boolean,
): Processed {
  const { request } = reading
  if (!reading.readable) {
    const { reason, fix } = reading
    const items = [{ outcome: 'unreadable', reason, fix }]
    return { request, outcome: 'unreadable', reason, items, sightings: [], isChanged }
  }
  const items = reading.items.map(item => itemOf(item, holderOf, findingOf))
  const outcomes = new Set(items.map(({ outcome }) => outcome))
  const [only] = outcomes
  return {
    request,
    outcome: outcomes.size > 1 ? 'mixed' : (only ?? 'empty'),
    reason: items.length === 1 ? (items[0]?.reason ?? null) : null,
    items,
    sightings: reading.items.map(({ sighting }) => sighting),
    isChanged,
  }
}

function itemOf(item: Item, holderOf: Sorted['holderOf'], findingOf: FindingOf): RequestItem {
  const result: RequestItem = { outcome: 'duplicate', ...asItem(item.sighting) }
  if (!('event' in item)) return Object.assign(result, item.rejected)
  const { event, duplicate } = holderOf.get(item.event) ?? { event: item.event, duplicate: false }
  result.type = event.type
  result.event_id = event.id
  if (duplicate) {
    result.reason = 'The platform reported this event before.'
    return result
  }
  const { outcome, reason } = findingOf(event)
  result.outcome = outcome
  if (reason !== null) result.reason = reason
  const fix = fixFor(outcome, event.type)
  const fixes = fix === undefined ? event.fixes : [...event.fixes, fix]
  if (fixes.length > 0) result.fix = fixes.join(' ')
  return result
}

/**
 * Finds requests that were read before and whose events, or their outcomes, have changed.
 * @returns their ids
 */
export function changedRequests(
  readings: readonly ReadRequest[],
  { fresh, again, before, goneIds }: Sorted,
  findingOf: FindingOf,
): ReadonlySet<string> {
  const readAgain = new Set(readings.flatMap(({ request }) => (request.items === null ? [] : [request.id])))
  if (readAgain.size === 0 && before.length === 0) return readAgain
  const was = new Map(before.map(event => [event.id, event]))
  return new Set([
    ...fresh.flatMap(({ requestId }) => (readAgain.has(requestId) ? [requestId] : [])),
    ...before.flatMap(({ id, requestId }) => (goneIds.has(id) ? [requestId] : [])),
    ...again.flatMap(event => {
      const stored = was.get(event.id)
      return stored && !isSame(stored, event, findingOf(event)) ? [event.requestId] : []
    }),
  ])
}

const isSame = (was: KeyedEvent, event: ArrivedEvent, { outcome, send }: Finding): boolean =>
  was.type === event.type &&
  was.name === event.name &&
  was.amountMinor === event.amountMinor &&
  was.currency === event.currency &&
  was.outcome === outcome &&
  was.decisionId === (send?.id ?? null)
