import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ExportRunView, ExportView } from '../../../../../src/features/warehouse/export/daily/schema.ts'
import { exportRunsQuery, isExporting } from '../../../api/export-queries.ts'
import { Age } from '../../../kit/show/age.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { Empty } from '../../../kit/states/empty.tsx'
import type { Column } from '../../../kit/table/data-table.tsx'
import { PagedTable } from '../../../kit/table/paged-table.tsx'
import { RowLink } from '../../../kit/table/row-link.tsx'
import { RUN_STATE } from '../../../parts/run-shown.tsx'
import { bytesInWords } from '../../../words/numbers.ts'
import { doneInWords } from '../../../words/warehouse/reading.ts'
import { Run } from './run.tsx'

const HERE = '/o/$org/exports'

/** Every run of the export, newest first. */
export function Runs({ shown }: { readonly shown: ExportView }) {
  const { org = '' } = useParams({ strict: false })
  const { run } = useSearch({ from: HERE })
  const navigate = useNavigate()
  const list = useInfiniteQuery(exportRunsQuery(org, isExporting(shown)))
  const opened = list.data?.pages.flatMap(({ items }) => items).find(({ id }) => id === run)
  return (
    <>
      <PagedTable
        query={list}
        caption="Runs of the export, newest first"
        unit={['run', 'runs']}
        columns={columnsFor(org)}
        idOf={({ id }) => id}
        isSelected={({ id }) => id === run}
        empty={
          <Empty title="No run yet">
            <p>Set up the bucket, verify, and run it now, or wait for its schedule.</p>
          </Empty>
        }
      />
      {opened && (
        <Run run={opened} onClose={() => void navigate({ to: HERE, params: { org }, replace: true })} />
      )}
    </>
  )
}

const sumOf = ({ days }: ExportRunView, part: 'decisions' | 'events' | 'bytes'): number =>
  days.reduce((sum, day) => sum + day[part], 0)

const columnsFor = (org: string): readonly Column<ExportRunView>[] => [
  {
    id: 'queued',
    title: 'Asked for',
    isHeading: true,
    cell: ({ id, queued_at }) => (
      <RowLink to={HERE} params={{ org }} search={{ run: id }}>
        <Age at={queued_at} />
      </RowLink>
    ),
  },
  RUN_STATE,
  {
    ...{ id: 'by', title: 'Started by', width: '128px' },
    cell: ({ started_by }) => started_by ?? 'Schedule',
  },
  {
    ...{ id: 'days', title: 'Days', isNumber: true },
    cell: ({ days, planned_days }) => doneInWords({ done: days.length, planned: planned_days }),
  },
  {
    ...{ id: 'decisions', title: 'Decisions', isNumber: true },
    cell: run => <Num value={sumOf(run, 'decisions')} />,
  },
  { ...{ id: 'events', title: 'Events', isNumber: true }, cell: run => <Num value={sumOf(run, 'events')} /> },
  {
    ...{ id: 'size', title: 'Size', isNumber: true, isMinor: true },
    cell: run => bytesInWords(sumOf(run, 'bytes')),
  },
]
