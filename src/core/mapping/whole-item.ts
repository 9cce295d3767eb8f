import { itemsOf } from '../platforms/items.ts'

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
