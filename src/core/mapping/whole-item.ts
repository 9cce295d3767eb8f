import { isFields } from '../platforms/fields.ts'

/** Where platforms that send several items at once put them. */
const LISTS = ['events', 'batch']

/**
 * The item at a position of a request's body, as it was sent.
 * @param count how many items the request was read as
 * @returns undefined where items and what was sent cannot be told to belong together
 */
export function wholeItemOf(body: unknown, at: number, count: number): unknown {
  const list = listIn(body)
  if (list === undefined) return count === 1 ? body : undefined
  return list.length === count ? list[at] : undefined
}

function listIn(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body
  if (!isFields(body)) return undefined
  return LISTS.map(name => body[name]).find(Array.isArray)
}
