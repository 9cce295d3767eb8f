import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { CoverageDay } from '../../../../src/features/channel-coverage/schema.ts'
import { coverageNamesQuery, coverageQuery } from '../../api/coverage-queries.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Select } from '../../kit/controls/select.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { type Column, DataTable } from '../../kit/table/data-table.tsx'
import { numberInWords } from '../../words/numbers.ts'
import { agreementInWords, differenceInWords } from '../../words/warehouse/coverage.ts'
import { WhatCounts } from './what-counts.tsx'

interface Props {
  readonly org: string
  readonly event: string
  /** Undefined: every platform. */
  readonly platform: string | undefined
  readonly onPlatform: (platform: string | undefined) => void
  readonly onJob: (id: string) => void
}

const EVERY = '*'

/** One event by day, and which channel counts for it. */
export function Days({ org, event, platform, onPlatform, onJob }: Props) {
  const names = useInfiniteQuery(coverageNamesQuery(org))
  const platformOf = usePlatformName(org)
  return (
    <Loaded query={names}>
      {({ pages }) => {
        const name = pages
          .flatMap(({ items }) => items)
          .find(({ event_name }) => event_name === event.toLowerCase())
        if (name === undefined)
          return (
            <Empty title="Nobody has reported this event">
              Neither a webhook nor an export had an event of this name in the last 31 days.
            </Empty>
          )
        const slugs = [...new Set(name.reporters.map(each => each.platform))]
        return (
          <>
            <WhatCounts org={org} name={name} onJob={onJob} />
            {slugs.length > 1 && (
              <div className="row">
                <Select
                  label="Platform"
                  options={[
                    { value: EVERY, label: 'All platforms' },
                    ...slugs.map(slug => ({ value: slug, label: platformOf(slug) })),
                  ]}
                  value={platform ?? EVERY}
                  onChange={slug => onPlatform(slug === EVERY ? undefined : slug)}
                />
              </div>
            )}
            <DaysTable org={org} event={event} platform={platform ?? null} />
          </>
        )
      }}
    </Loaded>
  )
}

function DaysTable({ org, event, platform }: Pick<Props, 'org' | 'event'> & { platform: string | null }) {
  const query = useQuery(coverageQuery(org, event, platform))
  return (
    <Loaded query={query}>
      {({ days, tolerance_seconds }) =>
        days.length === 0 ? (
          <Empty title="No day of this platform">
            It reported no event of this name in the last 31 days. Choose all platforms to see the others.
          </Empty>
        ) : (
          <>
            <p>{agreementInWords(days)}</p>
            <DataTable
              caption="Webhooks and exports by day"
              columns={COLUMNS}
              rows={days.toReversed()}
              idOf={({ day }) => day}
              foot={
                <span className="meta">
                  Two reports are one event if they name the same message and are at most{' '}
                  {numberInWords(tolerance_seconds / 60)} minutes apart. “About”: of a large day, Parley looks
                  up a random sample.
                </span>
              }
            />
          </>
        )
      }
    </Loaded>
  )
}

const looked = (value: number | null, isEstimate: boolean) =>
  value === null ? (
    '–'
  ) : (
    <span className="num">
      {isEstimate && 'about '}
      {numberInWords(value)}
    </span>
  )

const COLUMNS: readonly Column<CoverageDay>[] = [
  { id: 'day', title: 'Day', isHeading: true, cell: ({ day }) => day },
  { id: 'webhook', title: 'Webhooks', isNumber: true, cell: ({ webhook }) => <Num value={webhook} /> },
  { id: 'warehouse', title: 'Exports', isNumber: true, cell: ({ warehouse }) => <Num value={warehouse} /> },
  {
    ...{ id: 'difference', title: 'Difference', isNumber: true },
    cell: ({ difference }) => <span className="num">{differenceInWords(difference)}</span>,
  },
  {
    ...{ id: 'both', title: 'In both', isNumber: true },
    cell: ({ both, estimated }) => looked(both, estimated),
  },
  {
    ...{ id: 'webhook-only', title: 'By webhook only', isNumber: true },
    cell: ({ webhook_only, estimated }) => looked(webhook_only, estimated),
  },
  {
    ...{ id: 'warehouse-only', title: 'In exports only', isNumber: true },
    cell: ({ warehouse_only, estimated }) => looked(warehouse_only, estimated),
  },
]
