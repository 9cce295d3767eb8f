import { arrayLiteral } from './array-literal.ts'
import { binaryArray } from './arrays/binary-array.ts'

/** The type of the values for a column of each type; null is allowed in all. */
interface Values {
  int: number
  smallint: number
  bigint: number | bigint
  numeric: number | bigint
  float8: number
  text: string
  uuid: string
  bool: boolean
  timestamptz: Date
  /** JSON text. */
  jsonb: string
  bytea: Uint8Array
}

type Column<Row> = {
  [Type in keyof Values]: readonly [
    type: Type,
    of: (row: Row, place: number) => Values[Type] | null | undefined,
  ]
}[keyof Values]

/** By name: the type, and how to read the value off a row. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>

/** Rows as a table of a statement: an array of values for each column. */
export interface Rows<Row> {
  /** The text for the place of a table: `(select unnest($2::uuid[]) as id, …) as given`. */
  readonly sql: string
  /** The names of the columns, separated by commas. */
  readonly columns: string
  readonly names: readonly string[]
  /** The number of the first parameter after those of the rows. */
  readonly next: number
  /** The parameters, in the order of the columns. */
  readonly values: (rows: readonly Row[]) => readonly (string | Buffer)[]
}

/**
 * Describes the rows that a statement takes. To be called once for each statement, when its module is loaded:
 * the text then stays the same, and its plan is kept.
 * @param first the number of the first parameter; $1 is the organisation in nearly every statement
 * @param as the name of the table in the statement
 */
export function rows<Row>(
  columns: Columns<Row>,
  { first = 2, as = 'given' }: { readonly first?: number; readonly as?: string } = {},
): Rows<Row> {
  const names = Object.keys(columns)
  const readers =
    Object.values<readonly [string, (row: Row, place: number) => Values[keyof Values] | null | undefined]>(
      columns,
    )
  // PostgreSQL keeps what each function of `from unnest(…, …)` returns in a store of its own. In the list of a select it
  // takes the elements in turn, which is four times as fast with thirty columns.
  const lists = readers.map(([type], at) => `unnest($${first + at}::${type}[]) as ${names[at]}`)
  return {
    sql: `(select ${lists.join(', ')}) as ${as}`,
    columns: names.join(', '),
    names,
    next: first + names.length,
    values: list =>
      readers.map(([type, of]) => {
        const values = list.map(of)
        return binaryArray(type, values) ?? arrayLiteral(values)
      }),
  }
}
