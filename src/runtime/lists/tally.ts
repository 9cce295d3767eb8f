import { Type } from 'typebox'

/** No tally reads more rows of a state than this, however many there are. */
export const COUNTED_MAX = 10_000

/**
 * The schema of a count that ends somewhere, so that its cost does not grow with the table.
 * @param title the name of the OpenAPI component
 * @param what the rows that are counted, in the plural
 */
export const tallyOf = (title: string, what: string) =>
  Type.Object(
    {
      count: Type.Integer(),
      complete: Type.Boolean({
        description: `False: only the newest ${COUNTED_MAX} ${what} of this state were counted.`,
      }),
    },
    { title, examples: [{ count: 2, complete: true }] },
  )
