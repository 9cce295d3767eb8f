import { isFields } from './fields.ts'

/** The fields in which platforms and relays send several items at once. */
const LISTS = ['events', 'batch']

/** Also an envelope, but a single report may have a field of that name. */
const DATA = 'data'
const OF_A_REPORT = [
  'event',
  'event_name',
  'eventName',
  'user_id',
  'userId',
  'email',
  'tracking_id',
  'message_id',
]

/**
 * The items of a body with several: a list, or a list named `events`, `batch` or `data`. A list may hold such
 * envelopes, and items as `{"json": …}`.
 * @returns undefined if the body is a single item
 */
export function itemsOf(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body.flatMap((item: unknown) => listIn(item) ?? [bare(item)])
  return listIn(body)
}

function listIn(body: unknown): readonly unknown[] | undefined {
  if (!isFields(body)) return undefined
  const list: unknown = LISTS.map(name => body[name]).find(Array.isArray)
  if (Array.isArray(list)) return list.map(bare)
  const data = body[DATA]
  const isEnvelope = Array.isArray(data) && data.every(isFields) && OF_A_REPORT.every(name => !(name in body))
  return isEnvelope ? data.map(bare) : undefined
}

/** The item itself: Segment's Extensible Webhook sends each event of a batch as `{"json": …}`. */
export function bare(item: unknown): unknown {
  if (!isFields(item)) return item
  const { json, ...others } = item
  return isFields(json) && Object.keys(others).length === 0 ? json : item
}

/**
 * The item at a position of a request's body, as it was sent.
 * @param count the number of items that were read from the request
 * @returns undefined if the items cannot be assigned to the parts of the body
 */
export function wholeItemOf(body: unknown, at: number, count: number): unknown {
  const list = itemsOf(body)
  if (list === undefined) return count === 1 ? body : undefined
  return list.length === count ? list[at] : undefined
}
