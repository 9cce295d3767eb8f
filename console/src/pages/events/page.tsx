import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { addressOf, path } from '../../api/call.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { useWordings } from '../../api/wordings.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { cx } from '../../kit/cx.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { useSingleKeys } from '../../kit/single-keys.ts'
import { Loaded } from '../../kit/states/loaded.tsx'
import { momentInWords } from '../../words/time.ts'
import { Bar } from './bar.tsx'
import css from './events.module.css'
import { filterOf, intervalOf, isFiltered, isLive, periodOf } from './filter.ts'
import { Filters, rangeInWords } from './filters.tsx'
import { List, rowId } from './list.tsx'
import { LiveSwitch } from './live-switch.tsx'
import { NoCalls } from './no-calls.tsx'
import { Panel } from './panel.tsx'
import { callsQuery, summaryQuery, unmappedQuery } from './queries.ts'
import { rowsOf } from './rows.ts'
import { SendSample } from './send-sample.tsx'
import { useHeld } from './use-held.ts'
import { useLive } from './use-live.ts'

const LATEST_HOUR = { '1h': true }

/** The log of webhook calls: what arrived, and what became of it. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const search = useSearch({ from: '/o/$org/events' })
  const navigate = useNavigate({ from: '/o/$org/events' })
  const client = useQueryClient()
  const zone = useZone()
  const [openedAt] = useState(Date.now)
  const filter = filterOf(search)
  const period = periodOf(search, openedAt)
  const interval = intervalOf(period, openedAt)
  const isOn = isLive(search)

  const refetch = useCallback(
    () => void client.invalidateQueries({ queryKey: [org, 'requests'] }),
    [client, org],
  )
  const live = useLive(org, filter, isOn, refetch)
  const isPolled = isOn && (live.state === 'refused' || live.state === 'lost')
  const calls = useInfiniteQuery(callsQuery(org, filter, period, isPolled))
  const summary = useQuery(
    summaryQuery(org, period, interval, search.platform, isOn && live.counts === undefined),
  )
  const isHourLive =
    live.counts !== undefined && (search.range ?? '1h') in LATEST_HOUR && !search.from && !search.to
  const counts = isHourLive ? live.counts : summary.data

  const listed = useMemo(() => calls.data?.pages.flatMap(page => page.items) ?? [], [calls.data])
  const { held, release } = useHeld(
    search.open !== undefined,
    () => rowsOf(listed, live.calls, undefined).rows,
  )
  const { rows, above } = useMemo(() => rowsOf(listed, live.calls, held), [listed, live.calls, held])

  const { data: organisation } = useQuery(orgQuery(org))
  const { data: platforms } = useQuery(platformHealthQuery(org))
  const { data: unmapped } = useQuery(unmappedQuery(org))
  const wordings = useWordings(
    org,
    rows.flatMap(({ template_id }) => template_id ?? []),
  )
  const platformOf = (slug: string) => platforms?.items.find(each => each.slug === slug)?.name ?? slug

  const show = (open: string | undefined) =>
    void navigate({
      search: known => ({ ...known, open, view: open === undefined ? undefined : known.view }),
      resetScroll: false,
    })
  const close = () => {
    if (search.open) document.getElementById(rowId(search.open))?.focus()
    show(undefined)
  }
  const place = rows.findIndex(({ id }) => id === search.open)
  const previous = place > 0 ? rows[place - 1]?.id : undefined
  const next = place >= 0 ? rows[place + 1]?.id : undefined
  useSingleKeys(
    search.open === undefined
      ? {}
      : {
          ArrowUp: () => previous && show(previous),
          ArrowDown: () => next && show(next),
          Escape: close,
        },
  )

  const kept = organisation?.retention.requests_days
  const completeBackTo = calls.data?.pages.at(-1)?.complete_back_to ?? null
  const query = { ...filter, ...period }
  return (
    <div className="stack">
      <PageHeader
        title="Events"
        sub={`Every call that arrived, and what became of it.${kept === undefined ? '' : ` Kept for ${kept} days.`}`}
        exports={[{ label: 'calls (CSV)', href: addressOf(path`/orgs/${org}/requests.csv`, query) }]}
        api={{ path: path`/orgs/${org}/requests`, query }}
        actions={
          <>
            <LinkButton to="/o/$org/events/names" params={{ org }}>
              Names seen {unmappedChip(unmapped?.items.length ?? 0)}
            </LinkButton>
            <LinkButton to="/o/$org/events/replays" params={{ org }}>
              Replays
            </LinkButton>
            <SendSample org={org} />
          </>
        }
      />
      {counts && (
        <Bar
          summary={counts}
          title={rangeInWords(search)}
          onPick={bucket =>
            void navigate({
              search: known => ({
                ...known,
                from: bucket.at,
                to: new Date(Date.parse(bucket.at) + LENGTH_MS[counts.interval]).toISOString(),
                open: undefined,
              }),
            })
          }
        />
      )}
      <div className={css['filters']}>
        <LiveSwitch live={live} counts={counts} isOn={isOn} />
        <Filters summary={counts} />
        {above > 0 && (
          <span className={css['above']}>
            <Button kind="quiet" size="small" onPress={release}>
              {above >= 200 ? '200 or more' : above} new above
            </Button>
          </span>
        )}
      </div>
      {(live.state === 'lost' || live.state === 'refused') && isOn && (
        <Banner tone="warning">
          {live.state === 'lost'
            ? 'The stream is lost. The browser connects again by itself and continues where it was.'
            : 'You follow the log in three windows already. This one is read again every 10 seconds.'}
        </Banner>
      )}
      <div className={cx(css['columns'], search.open !== undefined && css['withPanel'])}>
        <div>
          <Loaded query={calls}>
            {() =>
              rows.length === 0 ? (
                <NoCalls
                  org={org}
                  isFiltered={isFiltered(search) || search.range !== undefined || search.from !== undefined}
                  isFollowed={isOn}
                  since={openedAt}
                  total={counts?.total ?? 0}
                />
              ) : (
                <>
                  <List
                    rows={rows}
                    open={search.open}
                    zone={zone}
                    hasDays={interval !== 'minute'}
                    platformOf={platformOf}
                    templateOf={wordings.nameOf}
                    letterOf={wordings.letterOf}
                  />
                  <div className={css['foot']}>
                    <span className="meta num">{rows.length} calls shown, at most 200.</span>
                    {completeBackTo !== null && (
                      <span className="meta">
                        Texts of payloads are complete back to {momentInWords(completeBackTo, zone, 'minute')}
                        .
                      </span>
                    )}
                    {calls.hasNextPage && (
                      <Button
                        size="small"
                        isPending={calls.isFetchingNextPage}
                        onPress={() => void calls.fetchNextPage()}
                      >
                        Load older
                      </Button>
                    )}
                    {!calls.hasNextPage && rows.length >= 200 && (
                      <Button
                        size="small"
                        onPress={() =>
                          void navigate({
                            search: known => ({ ...known, to: rows.at(-1)?.received_at, from: undefined }),
                          })
                        }
                      >
                        Go on to older calls
                      </Button>
                    )}
                  </div>
                </>
              )
            }
          </Loaded>
        </div>
        {search.open !== undefined && (
          <Panel
            id={search.open}
            platformOf={platformOf}
            onClose={close}
            onPrevious={previous === undefined ? undefined : () => show(previous)}
            onNext={next === undefined ? undefined : () => show(next)}
          />
        )}
      </div>
    </div>
  )
}

const LENGTH_MS = { minute: 60_000, 'five-minutes': 300_000, hour: 3_600_000, day: 86_400_000 } as const

const unmappedChip = (count: number) =>
  count > 0 && <Chip tone="warning">{count >= 100 ? '100 or more' : count} not mapped</Chip>
