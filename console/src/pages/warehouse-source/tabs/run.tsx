import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { RunDay, RunView } from '../../../../../src/features/warehouse/sources/run-schema.ts'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import { runQuery } from '../../../api/source-queries.ts'
import { Dialog } from '../../../kit/overlays/dialog.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { Loaded } from '../../../kit/states/loaded.tsx'
import { type Column, DataTable } from '../../../kit/table/data-table.tsx'
import { RunBar } from '../../../parts/run-bar.tsx'
import { RunHead } from '../../../parts/run-shown.tsx'
import { numberInWords } from '../../../words/numbers.ts'
import { DAY_WORDS, dayInWords, progressInWords, refusedInWords } from '../../../words/warehouse/reading.ts'
import { ColumnsSeen } from './columns-seen.tsx'

interface Props {
  readonly source: SourceView
  readonly id: string
  readonly onClose: () => void
}

/** One run: how far it is, and what it did with each day. */
export function Run({ source, id, onClose }: Props) {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(runQuery(org, source.id, id))
  return (
    <Dialog title={`A run of ${source.name}`} size="wide" isOpen onOpenChange={onClose}>
      <Loaded query={query}>{run => <Details run={run} />}</Loaded>
    </Dialog>
  )
}

function Details({ run }: { readonly run: RunView }) {
  const { ended_at, rows, unchanged, days_covered, columns } = run
  return (
    <div className="stack">
      <RunHead run={run} />
      {ended_at === null && <RunBar {...run.bytes} />}
      <p>{progressInWords(run)}</p>
      {run.current !== null && <p className="meta">{run.current}</p>}
      <p>
        <Num value={rows.read} /> rows read, <Num value={rows.added} /> added, <Num value={rows.withdrawn} />{' '}
        withdrawn. Refused: {refusedInWords(rows.refused)}.
      </p>
      <p className="sub">
        {days_covered !== null && `It found ${days_covered.first} to ${days_covered.last}. `}
        {unchanged === 1 ? 'One day had' : `${numberInWords(unchanged)} days had`} not changed.
      </p>
      {run.days.length > 0 && (
        <DataTable
          caption="What the run did, by day"
          columns={COLUMNS}
          rows={run.days}
          idOf={({ name }) => name}
        />
      )}
      {columns.length > 0 && <ColumnsSeen columns={columns} />}
    </div>
  )
}

const COLUMNS: readonly Column<RunDay>[] = [
  { id: 'day', title: 'Day', isHeading: true, cell: ({ name }) => dayInWords(name) },
  {
    id: 'state',
    title: 'State',
    cell: ({ state, reason }) => (
      <>
        <Chip tone={DAY_WORDS[state].tone}>{DAY_WORDS[state].text}</Chip> {reason}
      </>
    ),
  },
  {
    ...{ id: 'rows', title: 'Rows', isNumber: true },
    cell: ({ rows }) => (rows === null ? '–' : <Num value={rows} />),
  },
  { id: 'added', title: 'Added', isNumber: true, cell: ({ added }) => <Num value={added} /> },
  { id: 'withdrawn', title: 'Withdrawn', isNumber: true, cell: ({ withdrawn }) => <Num value={withdrawn} /> },
]
