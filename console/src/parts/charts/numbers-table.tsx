import { DataTable } from '../../kit/table/data-table.tsx'

/** The numbers of a chart as text. The first column is the heading of its row. */
export interface NumbersOf {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The same numbers as the picture, for those who read rather than look. */
export const NumbersTable = ({
  caption,
  numbers,
}: {
  readonly caption: string
  readonly numbers: NumbersOf
}) => (
  <DataTable
    caption={caption}
    columns={numbers.columns.map((title, at) => ({
      id: title,
      title,
      cell: ({ cells }: Row) => cells[at] ?? '',
      ...(at === 0 ? { isHeading: true } : { isNumber: true }),
    }))}
    rows={numbers.rows.map((cells, at) => ({ id: String(at), cells }))}
    idOf={({ id }) => id}
  />
)

interface Row {
  readonly id: string
  readonly cells: readonly string[]
}
