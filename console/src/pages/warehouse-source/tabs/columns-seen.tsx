import type { RunView } from '../../../../../src/features/warehouse/sources/run-schema.ts'
import { Chip } from '../../../kit/show/chip.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { type Column, DataTable } from '../../../kit/table/data-table.tsx'
import { COLUMN_WORDS, columnInWords } from '../../../words/warehouse/reading.ts'

type Seen = RunView['columns'][number]

/** What became of the columns of the files. */
export const ColumnsSeen = ({ columns }: { readonly columns: readonly Seen[] }) => (
  <DataTable
    caption="Columns of the files"
    columns={COLUMNS}
    rows={columns}
    idOf={({ name, use, field }) => `${name} ${use} ${field}`}
  />
)

const COLUMNS: readonly Column<Seen>[] = [
  { id: 'name', title: 'Column', isHeading: true, cell: ({ name }) => <code>{name}</code> },
  {
    id: 'use',
    title: 'Use',
    cell: column => (
      <>
        <Chip tone={COLUMN_WORDS[column.use].tone}>{COLUMN_WORDS[column.use].text}</Chip>{' '}
        {columnInWords(column)}
      </>
    ),
  },
  {
    id: 'type',
    title: 'Type',
    isMinor: true,
    cell: ({ type }) => (type === null ? '–' : <code>{type}</code>),
  },
  { id: 'files', title: 'Files', isNumber: true, cell: ({ files }) => <Num value={files} /> },
]
