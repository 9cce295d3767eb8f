import { type TSchema, Type } from 'typebox'
import { storableText } from '../../lib/json.ts'
import { Problem } from './problem.ts'
import { withDefault } from './with-default.ts'

/** The query parameters of every list. */
export const PageQuery = {
  cursor: Type.Optional(
    Type.String({ maxLength: 1000, description: 'The `next_cursor` of the previous page.' }),
  ),
  limit: withDefault(Type.Integer({ minimum: 1, maximum: 100 }), 50),
}

/** The answer of every list. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object(
    {
      items: Type.Array(item),
      next_cursor: Type.Union([Type.String(), Type.Null()], {
        description: 'Null on the last page.',
        examples: [null],
      }),
    },
    'title' in item ? { title: `${String(item.title)}Page` } : {},
  )

export interface Page<Item> {
  readonly items: Item[]
  readonly next_cursor: string | null
}

/**
 * A page of rows. The rows are in the order of their keys. There is one more than the limit if there are more
 * pages.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  show: (row: Row) => Item,
): Page<Item> {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { items: page.map(show), next_cursor: last === undefined ? null : toCursor(keyOf(last)) }
}

/**
 * The key after which a page begins; the empty text at the start.
 * @param isKey whether a text has the format of this list's keys
 * @throws Problem invalid-request if no list has issued the cursor
 */
export function readCursor(cursor: string | undefined, isKey = (_key: string) => true): string {
  if (cursor === undefined) return ''
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (key !== '' && toCursor(key) === cursor && storableText(key) === key && isKey(key)) return key
  throw new Problem('invalid-request', 'The cursor is not valid. Take it from next_cursor, as it is.', [
    { field: '/cursor', message: 'is not a cursor of this list' },
  ])
}

export const toCursor = (key: string): string => Buffer.from(key, 'utf8').toString('base64url')
