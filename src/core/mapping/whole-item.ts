import { isFields } from '../platforms/fields.ts'

/** The fields in which platforms send several items at once. */
const LISTS = ['events', 'batch']

/**
 * The item at a position of a request's body, as it was sent.
 * @param count the number of items that were read from the request
 * @returns undefined if the items cannot be assigned to the parts of the body
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
