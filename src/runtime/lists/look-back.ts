import { type TSchema, Type } from 'typebox'
import { timeOfId } from '../../lib/id.ts'
import { type Page, pageOf, toCursor, toPage } from '../http/page.ts'

/**
 * Rows that each step searches if no index helps. A common row is found in the first step; all steps together end
 * soon.
 */
const STEPS = [1_000, 5_000, 20_000, 25_000]

/** A page of a list whose filters not all have an index. */
export interface LookBackPage<Item> extends Page<Item> {
  readonly searched_back_to: string | null
}

/** The answer of such a list. */
export const lookBackPageOf = <Item extends TSchema>(item: Item) => {
  const { properties, ...options } = pageOf(item)
  return Type.Object({ ...properties, searched_back_to: SearchedBackTo }, options)
}

export const SearchedBackTo = Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
  description:
    'Some filters search a limited number of rows per page, so that a page may contain fewer rows than requested, or none, and still have a `next_cursor`. Time of the oldest row that was searched. Null: the page is full, or the list ends.',
  examples: [null],
})

interface Step<Row> {
  readonly rows: readonly Row[]
  /** All rows from this id on were searched; undefined if all rows were. */
  readonly horizon: string | undefined
}

/**
 * Searches further back, newest first, until the page is full, all rows are searched, or enough rows are.
 * @param look searches about `size` rows before an id, from the newest if it is undefined, and returns at most `missing`
 */
export async function lookBack<Row extends { readonly id: string }, Item>(
  limit: number,
  look: (size: number, before: string | undefined, missing: number) => Promise<Step<Row>>,
  show: (row: Row) => Item,
): Promise<LookBackPage<Item>> {
  const rows: Row[] = []
  let horizon: string | undefined
  for (const size of STEPS) {
    const step = await look(size, horizon, limit + 1 - rows.length)
    rows.push(...step.rows)
    horizon = step.horizon
    if (rows.length > limit || horizon === undefined) break
  }
  if (rows.length > limit || horizon === undefined) return fullPage(rows, limit, show)
  return {
    items: rows.map(show),
    next_cursor: toCursor(horizon),
    searched_back_to: timeOfId(horizon).toISOString(),
  }
}

/** A page of rows that were all found. There is one more than the limit if there are more pages. */
export const fullPage = <Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Item,
): LookBackPage<Item> => ({ ...toPage(rows, limit, ({ id }) => id, show), searched_back_to: null })
