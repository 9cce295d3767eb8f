import { readJson } from '../../lib/json.ts'
import { isFields } from './fields.ts'

/** The fields in which platforms and relays send several items at once. */
const LISTS = ['events', 'batch']

/** Also envelopes, but a single report may have a field of that name. */
const ENVELOPES = ['data', 'records', 'items', 'messages', 'payload', 'event', ...LISTS]
/** Fields of a report itself. */
const OF_A_REPORT = ['event_name', 'eventName', 'user_id', 'userId', 'email', 'tracking_id', 'message_id']
/** Beside these, one object is a part of a report. */
const NAMES = [
  'id',
  'kind',
  'name',
  'type',
  'metric',
  'object_type',
  'event_type',
  'anonymousId',
  'properties',
  'traits',
]

/**
 * The items of a body with several: a list, or a list named `events` or `batch`, or an envelope such as `data` around
 * them or around one. A list may hold such envelopes and lists, and items as `{"json": …}` or as JSON text.
 * @returns undefined if the body is a single item
 */
export function itemsOf(body: unknown): readonly unknown[] | undefined {
  return Array.isArray(body) ? body.flatMap((item: unknown) => itemsIn(bare(item))) : listIn(body)
}

/** One level below a list. Deeper lists are no items. */
function itemsIn(item: unknown): readonly unknown[] {
  return Array.isArray(item) ? item.map(bare) : (listIn(item) ?? [item])
}

function listIn(body: unknown): readonly unknown[] | undefined {
  if (!isFields(body)) return undefined
  const list: unknown = LISTS.map(name => body[name]).find(Array.isArray)
  if (Array.isArray(list)) return list.map(bare)
  if (typeof body['event'] === 'string' || OF_A_REPORT.some(name => name in body)) return undefined
  const isOfOne = !NAMES.some(name => name in body)
  const held = ENVELOPES.map(name => body[name]).filter(
    each =>
      (isOfOne && isFields(each) && Object.keys(each).length > 0) ||
      (Array.isArray(each) && each.every(item => isFields(bare(item)))),
  )
  return held.length === 1 ? [held[0]].flat().map(bare) : undefined
}

/** The item itself: Segment's Extensible Webhook sends each event of a batch as `{"json": …}`. */
export function bare(item: unknown): unknown {
  if (typeof item === 'string') return textItem(item)
  if (!isFields(item)) return item
  const { json } = item
  return isFields(json) && Object.keys(item).length === 1 ? json : item
}

/** Some relays encode each item of a batch as text. */
function textItem(text: string): unknown {
  const json = /^\s*[{[]/.test(text) ? readJson(Buffer.from(text)) : undefined
  return json?.ok ? json.value : text
}

/**
 * The items of a request's body, as they were sent.
 * @param count the number of items that were read from the request
 * @returns undefined if the items cannot be assigned to the parts of the body
 */
export function wholeItemsOf(body: unknown, count: number): readonly unknown[] | undefined {
  const list = itemsOf(body)
  if (list === undefined) return count === 1 ? [body] : undefined
  return list.length === count ? list : undefined
}
