/** The last row for each id, in the order of the first occurrence of the ids. */
export const distinct = <Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] => [
  ...new Map(rows.map(row => [row.id, row])).values(),
]
