import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './data-table.module.css'
import { useOverflows } from './use-overflows.ts'

export interface Column<Row> {
  readonly id: string
  /** What the column holds, with its unit; also the label of the value in a card. */
  readonly title: string
  /** In the head instead of the title, such as a title over an axis. */
  readonly head?: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** Figures stand at the right, with digits of one width. */
  readonly isNumber?: boolean
  readonly isSortable?: boolean
  /** The heading of the row, and of its card. One column has it. */
  readonly isHeading?: boolean
  /** Left out on tablets, and of dense tables in narrow windows, where the others need the room. */
  readonly isMinor?: boolean
  /** Width as in CSS. */
  readonly width?: string
}

export interface Sort {
  readonly by: string
  readonly direction: 'asc' | 'desc'
}

interface Props<Row> {
  /** What the table is, for those who do not see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly sort?: Sort
  /** Sorting is the page's: the order is in the address. */
  readonly onSort?: (sort: Sort) => void
  readonly isSelected?: (row: Row) => boolean
  /** A row apart from the others, such as control. */
  readonly isSunken?: (row: Row) => boolean
  /** Many columns: bars are shorter and stand above their figures, until the window is wide enough. */
  readonly isDense?: boolean
  /** Below the rows, within the frame. */
  readonly foot?: ReactNode
}

/** A table; cards with labels on narrow screens. A row is a link by a RowLink in its heading cell. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  idOf,
  sort,
  onSort,
  isSelected,
  isSunken,
  isDense = false,
  foot,
}: Props<Row>) {
  const [frame, overflows] = useOverflows<HTMLDivElement>()
  return (
    // Whoever has no pointer scrolls it by the arrow keys.
    <div
      ref={frame}
      className={css['frame']}
      {...(isDense && { 'data-dense': true })}
      {...(overflows && { tabIndex: 0, role: 'group', 'aria-label': `${caption}, scrolls to the side` })}
    >
      {/* The roles stay when the narrow layout takes the table's display away. */}
      <table className={css['table']} role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(column => (
              <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(row => (
            <tr
              key={idOf(row)}
              role="row"
              className={cx(isSelected?.(row) && css['selected'], isSunken?.(row) && css['sunken'])}
              {...(isSelected?.(row) && { 'aria-current': true })}
            >
              {columns.map(column => (
                <Cell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {foot !== undefined && <div className={css['foot']}>{foot}</div>}
    </div>
  )
}

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
}

const ORDERS = { asc: 'ascending', desc: 'descending' } as const
const ARROWS = { asc: '↑', desc: '↓' } as const

function HeadCell<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const { id, title, head = title, isNumber = false, isSortable = false, isMinor, width } = column
  const direction = sort?.by === id ? sort.direction : undefined
  return (
    <th
      role="columnheader"
      scope="col"
      className={cx(isNumber && css['number'], isMinor && css['minor'])}
      {...(width !== undefined && { style: { width } })}
      {...(isSortable && { 'aria-sort': direction ? ORDERS[direction] : 'none' })}
    >
      {isSortable && onSort ? (
        <button
          type="button"
          className={css['sort']}
          onClick={() => onSort({ by: id, direction: nextDirection(direction, isNumber) })}
        >
          {head}
          <span aria-hidden="true">{direction && ARROWS[direction]}</span>
        </button>
      ) : (
        head
      )}
    </th>
  )
}

/** Figures begin with the largest, words with A. */
const nextDirection = (now: Sort['direction'] | undefined, isNumber: boolean): Sort['direction'] =>
  now === undefined ? (isNumber ? 'desc' : 'asc') : now === 'asc' ? 'desc' : 'asc'

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { title, cell, isNumber, isHeading, isMinor } = column
  const className = cx(isNumber && css['number'], isMinor && css['minor'])
  return isHeading ? (
    <th role="rowheader" scope="row" className={cx(className, css['heading'])}>
      {cell(row)}
    </th>
  ) : (
    <td role="cell" className={className} data-label={title}>
      {cell(row)}
    </td>
  )
}
