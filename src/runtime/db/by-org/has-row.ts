/**
 * The SQL condition that there is a row, which costs one look-up in an index for each row of the query around it. The planner may
 * join the whole backlog for a plain `exists`. It leaves a query with an order as it is; so does `limit`, which a
 * distributed database refuses in a query within another.
 * @param rows what stands after `from`, with its conditions
 * @param order an order that the index has
 */
export const hasRow = (rows: string, order: string): string =>
  `exists (select 1 from (select 1 from ${rows} order by ${order}) looked_up)`
