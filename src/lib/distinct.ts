/** The last of the rows with each id, in the order in which the ids came first. */
export const distinct = <Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] => [
  ...new Map(rows.map(row => [row.id, row])).values(),
]
