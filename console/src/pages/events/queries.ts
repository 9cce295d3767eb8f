import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { EventName, RequestDetail, RequestSummary } from '../../../../src/features/inbound-log/schema.ts'
import type { Interval, RequestsSummary } from '../../../../src/features/inbound-log/summary/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'
import type { Filter, Period } from './filter.ts'
import { ROWS_MAX } from './rows.ts'

const PAGE = 100

export interface CallsPage extends Page<RequestSummary> {
  readonly complete_back_to: string | null
}

/** @param lostLive reads again every ten seconds where no stream does */
export const callsQuery = (org: string, filter: Filter, period: Period, isPolled: boolean) =>
  infiniteQueryOptions({
    queryKey: [org, 'requests', filter, period],
    queryFn: ({ signal, pageParam }) =>
      call<CallsPage>('GET', path`/orgs/${org}/requests`, {
        query: { ...filter, ...period, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last, all) =>
      all.length * PAGE < ROWS_MAX ? (last.next_cursor ?? undefined) : undefined,
    refetchInterval: isPolled ? 10_000 : false,
  })

export const summaryQuery = (
  org: string,
  period: Period,
  interval: Interval,
  platform: string | undefined,
  isPolled: boolean,
) =>
  queryOptions({
    queryKey: [org, 'requests', 'summary', period, interval, platform],
    queryFn: ({ signal }) =>
      call<RequestsSummary>('GET', path`/orgs/${org}/requests/summary`, {
        query: { ...period, interval, platform },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: isPolled ? 10_000 : false,
  })

/** One call. While it waits it is read again every second. */
export const requestQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [org, 'request', id],
    queryFn: ({ signal }) => call<RequestDetail>('GET', path`/orgs/${org}/requests/${id}`, { signal }),
    refetchInterval: query => (query.state.data?.processed_at === null ? 1_000 : false),
  })

/** The names that no result shows, at most 100. */
export const unmappedQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'event-names', 'unmapped'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<Page<EventName>>('GET', path`/orgs/${org}/event-names`, {
        query: { unmapped: true, limit: 100 },
        signal,
      }),
  })

/** The first names of events, for the filter. */
export const namesQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'event-names', 'first'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<Page<EventName>>('GET', path`/orgs/${org}/event-names`, { query: { limit: 100 }, signal }),
  })
