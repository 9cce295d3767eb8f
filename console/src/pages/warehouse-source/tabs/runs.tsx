import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { RunView } from '../../../../../src/features/warehouse/sources/run-schema.ts'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import { runsQuery } from '../../../api/source-queries.ts'
import { Age } from '../../../kit/show/age.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { Empty } from '../../../kit/states/empty.tsx'
import type { Column } from '../../../kit/table/data-table.tsx'
import { PagedTable } from '../../../kit/table/paged-table.tsx'
import { RowLink } from '../../../kit/table/row-link.tsx'
import { RUN_STATE } from '../../../parts/run-shown.tsx'
import { bytesInWords } from '../../../words/numbers.ts'
import { leftInWords } from '../../../words/time.ts'
import { doneInWords, refusedInWords } from '../../../words/warehouse/reading.ts'
import type { search } from '../search.ts'
import { Run } from './run.tsx'

type Search = ReturnType<typeof search>

const HERE = '/o/$org/sources/warehouse/$source'

/** Every reading of the source, newest first. */
export function Runs({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const { run }: Search = useSearch({ from: HERE })
  const navigate = useNavigate()
  const list = useInfiniteQuery(runsQuery(org, source.id, source.health.status === 'running'))
  return (
    <>
      <PagedTable
        query={list}
        caption="Runs, newest first"
        unit={['run', 'runs']}
        columns={columnsFor(org, source.id)}
        idOf={({ id }) => id}
        isSelected={({ id }) => id === run}
        empty={
          <Empty title="No run yet">
            <p>Set up the other side, verify, and run it now, or wait for its schedule.</p>
          </Empty>
        }
      />
      {run !== undefined && (
        <Run
          source={source}
          id={run}
          onClose={() => void navigate({ to: HERE, params: { org, source: source.id }, replace: true })}
        />
      )}
    </>
  )
}

const columnsFor = (org: string, source: string): readonly Column<RunView>[] => [
  {
    id: 'queued',
    title: 'Asked for',
    isHeading: true,
    cell: ({ id, queued_at }) => (
      <RowLink to={HERE} params={{ org, source }} search={{ run: id }}>
        <Age at={queued_at} />
      </RowLink>
    ),
  },
  RUN_STATE,
  { id: 'objects', title: 'Objects', isNumber: true, cell: ({ objects }) => doneInWords(objects) },
  { id: 'bytes', title: 'Size', isNumber: true, cell: ({ bytes }) => doneInWords(bytes, bytesInWords) },
  { id: 'read', title: 'Rows read', isNumber: true, cell: ({ rows }) => <Num value={rows.read} /> },
  { id: 'added', title: 'Added', isNumber: true, cell: ({ rows }) => <Num value={rows.added} /> },
  {
    ...{ id: 'withdrawn', title: 'Withdrawn', isNumber: true },
    cell: ({ rows }) => <Num value={rows.withdrawn} />,
  },
  { id: 'refused', title: 'Refused', width: '136px', cell: ({ rows }) => refusedInWords(rows.refused) },
  {
    ...{ id: 'rate', title: 'Rows a second', isNumber: true, isMinor: true },
    cell: ({ rows }) => (rows.per_second === null ? '–' : <Num value={rows.per_second} />),
  },
  {
    id: 'left',
    title: 'Time left',
    isMinor: true,
    cell: ({ seconds_left }) => (seconds_left === null ? '–' : leftInWords(seconds_left * 1000)),
  },
]
