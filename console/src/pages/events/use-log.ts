import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { filterOf, intervalOf, isHourUntilNow, isLive, periodOf } from './filter.ts'
import { callsQuery, summaryQuery } from './queries.ts'
import { rowsOf } from './rows.ts'
import type { EventsSearch } from './search.ts'
import { useHeld } from './use-held.ts'
import { useLive } from './use-live.ts'

/** What the page shows of the log: the stored calls and what streams in, in one list, and their counts. */
export function useLog(org: string, search: EventsSearch) {
  const client = useQueryClient()
  const [openedAt] = useState(Date.now)
  const { filter, period, query } = useMemo(() => {
    const asked = { filter: filterOf(search), period: periodOf(search, openedAt) }
    return { ...asked, query: { ...asked.filter, ...asked.period } }
  }, [search, openedAt])
  const interval = intervalOf(period, openedAt)
  const isOn = isLive(search)
  const fillGap = useCallback(
    () => void client.invalidateQueries({ queryKey: [org, 'requests'] }),
    [client, org],
  )
  const live = useLive(org, filter, isOn, fillGap)
  const isPolled = isOn && live.state === 'refused'
  const calls = useInfiniteQuery(callsQuery(org, filter, period, isPolled))
  const summary = useQuery(
    summaryQuery(org, period, interval, search.platform, isOn && live.counts === undefined),
  )
  const listed = useMemo(() => calls.data?.pages.flatMap(page => page.items) ?? [], [calls.data])
  const { held, release } = useHeld(
    search.open !== undefined,
    () => rowsOf(listed, live.calls, undefined).rows,
  )
  const { rows, above } = useMemo(() => rowsOf(listed, live.calls, held), [listed, live.calls, held])
  return {
    ...{ calls, rows, above, release, live, isOn, openedAt, interval },
    counts: (isHourUntilNow(search) ? live.counts : undefined) ?? summary.data,
    /** The question of the page, as the API takes it. */
    query,
  }
}

export type Log = ReturnType<typeof useLog>
