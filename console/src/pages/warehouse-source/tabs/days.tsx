import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { PartitionView } from '../../../../../src/features/warehouse/sources/partitions/schema.ts'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import { daysQuery } from '../../../api/source-queries.ts'
import { Age } from '../../../kit/show/age.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { Empty } from '../../../kit/states/empty.tsx'
import type { Column } from '../../../kit/table/data-table.tsx'
import { PagedTable } from '../../../kit/table/paged-table.tsx'
import { DAY_WORDS, dayInWords, heldInWords } from '../../../words/warehouse/reading.ts'
import css from '../source.module.css'
import { Files } from './files.tsx'
import { Decide } from './held.tsx'

/** What is counted of each day, and what its newest export waits for. */
export function Days({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const list = useInfiniteQuery(daysQuery(org, source.id))
  return (
    <PagedTable
      query={list}
      caption="Days, newest first"
      unit={['day', 'days']}
      columns={COLUMNS}
      idOf={({ id }) => id}
      empty={
        <Empty title="No day yet">
          <p>The days of the export stand here once a run has found them.</p>
        </Empty>
      }
    />
  )
}

const COLUMNS: readonly Column<PartitionView>[] = [
  { id: 'day', title: 'Day', isHeading: true, cell: ({ name }) => dayInWords(name) },
  {
    id: 'state',
    title: 'State',
    cell: ({ state }) => <Chip tone={DAY_WORDS[state].tone}>{DAY_WORDS[state].text}</Chip>,
  },
  { id: 'rows', title: 'Rows', isNumber: true, cell: ({ rows }) => <Num value={rows} /> },
  {
    id: 'loaded',
    title: 'Read',
    cell: ({ loaded_at }) => (loaded_at === null ? 'Never' : <Age at={loaded_at} />),
  },
  {
    id: 'newest',
    title: 'Newest export',
    cell: day =>
      day.held_reason === null && day.waiting_reason === null ? (
        'Taken'
      ) : (
        <div className={css['cell']}>
          <span>{day.held_reason === null ? day.waiting_reason : heldInWords(day.held_reason)}</span>
          {day.state === 'held' && <Decide day={day} />}
        </div>
      ),
  },
  { id: 'files', title: 'Files', cell: ({ files }) => <Files files={files} /> },
]
