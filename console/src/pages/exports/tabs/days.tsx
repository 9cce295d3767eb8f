import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ExportDayView } from '../../../../../src/features/warehouse/export/daily/day-schema.ts'
import type { ExportView } from '../../../../../src/features/warehouse/export/daily/schema.ts'
import { exportDaysQuery, isExporting } from '../../../api/export-queries.ts'
import { Age } from '../../../kit/show/age.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { Empty } from '../../../kit/states/empty.tsx'
import type { Column } from '../../../kit/table/data-table.tsx'
import { PagedTable } from '../../../kit/table/paged-table.tsx'
import { EXPORT_DAY_WORDS } from '../../../words/warehouse/exports.ts'

/** Each day: whether its files are as it is in Parley. */
export function Days({ shown }: { readonly shown: ExportView }) {
  const { org = '' } = useParams({ strict: false })
  const list = useInfiniteQuery(exportDaysQuery(org, isExporting(shown)))
  return (
    <PagedTable
      query={list}
      caption="Days of the export, newest first"
      unit={['day', 'days']}
      columns={COLUMNS}
      idOf={({ day }) => day}
      empty={
        <Empty title="No day yet">
          <p>The first day of the export is {shown.first_day}, in UTC. A day stands here once it is over.</p>
        </Empty>
      }
    />
  )
}

const rows = ({ exported_at }: ExportDayView, count: number) =>
  exported_at === null ? '–' : <Num value={count} />

const COLUMNS: readonly Column<ExportDayView>[] = [
  { id: 'day', title: 'Day', isHeading: true, cell: ({ day }) => day },
  {
    id: 'state',
    title: 'State',
    cell: ({ state }) => <Chip tone={EXPORT_DAY_WORDS[state].tone}>{EXPORT_DAY_WORDS[state].text}</Chip>,
  },
  { id: 'meaning', title: 'What that means', cell: ({ state }) => EXPORT_DAY_WORDS[state].meaning },
  { id: 'decisions', title: 'Decisions', isNumber: true, cell: day => rows(day, day.decisions) },
  { id: 'events', title: 'Events', isNumber: true, cell: day => rows(day, day.events) },
  {
    id: 'exported',
    title: 'Written',
    cell: ({ exported_at }) => (exported_at === null ? 'Not yet' : <Age at={exported_at} />),
  },
]
