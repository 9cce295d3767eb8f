import { useInfiniteQuery } from '@tanstack/react-query'
import type { CoverageName } from '../../../../src/features/channel-coverage/name-schema.ts'
import { coverageNamesQuery } from '../../api/coverage-queries.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import type { Column } from '../../kit/table/data-table.tsx'
import { PagedTable } from '../../kit/table/paged-table.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { countsInWords, differenceInWords, likelyPlatform } from '../../words/warehouse/coverage.ts'

/** Each event with what either reports of it. */
export function Names({ org }: { readonly org: string }) {
  const list = useInfiniteQuery(coverageNamesQuery(org))
  const platformOf = usePlatformName(org)
  return (
    <PagedTable
      query={list}
      caption="Events by webhook and by export"
      unit={['event', 'events']}
      columns={columnsFor(org, platformOf)}
      idOf={({ event_name }) => event_name}
      empty={
        <Empty
          title="Nothing to compare yet"
          action={
            <LinkButton to="/o/$org/sources" params={{ org }}>
              See the sources
            </LinkButton>
          }
        >
          Each event stands here once a webhook or an export has reported it. To compare the two, connect a
          platform and add an export of your warehouse.
        </Empty>
      }
    />
  )
}

const columnsFor = (org: string, platformOf: (slug: string) => string): readonly Column<CoverageName>[] => [
  {
    id: 'event',
    title: 'Event',
    isHeading: true,
    cell: ({ event_name, reporters }) => (
      <>
        <RowLink
          to="/o/$org/sources/coverage"
          params={{ org }}
          search={{ event: event_name, platform: likelyPlatform(reporters) ?? undefined }}
        >
          <code>{event_name}</code>
        </RowLink>
        <br />
        <span className="meta">
          {[...new Set(reporters.map(({ platform }) => platformOf(platform)))].toSorted().join(', ')}
        </span>
      </>
    ),
  },
  { id: 'webhook', title: 'Webhooks', isNumber: true, cell: ({ webhook }) => <Num value={webhook} /> },
  { id: 'warehouse', title: 'Exports', isNumber: true, cell: ({ warehouse }) => <Num value={warehouse} /> },
  {
    ...{ id: 'difference', title: 'Difference', isNumber: true },
    cell: ({ webhook, warehouse, difference }) =>
      webhook === 0 || warehouse === 0 ? '–' : <span className="num">{differenceInWords(difference)}</span>,
  },
  {
    id: 'counts',
    title: 'What counts',
    cell: ({ reporters }) => {
      const { text, tone } = countsInWords(reporters)
      return <Chip tone={tone}>{text}</Chip>
    },
  },
]
