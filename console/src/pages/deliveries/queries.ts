import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  DeliveryDetail,
  DeliverySummary,
  DeliveryView,
} from '../../../../src/features/deliver/schema.ts'
import type { TransportView } from '../../../../src/features/deliver/transport-schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'

/** The filters of the page, as the API takes them. */
export interface Filter {
  readonly state: DeliveryView['state'] | undefined
  readonly transport: DeliveryView['transport'] | undefined
  readonly template: string | undefined
  readonly reason: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

const POLL_MS = 5_000

export const deliveriesQuery = (org: string, filter: Filter, requestId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [org, 'deliveries', 'list', filter, requestId],
    initialPageParam: '',
    refetchInterval: POLL_MS,
    queryFn: ({ signal, pageParam }) =>
      call<Page<DeliveryView>>('GET', path`/orgs/${org}/deliveries`, {
        query: { ...filter, request_id: requestId, limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

export const summaryQuery = (org: string, filter: Filter) =>
  queryOptions({
    queryKey: [org, 'deliveries', 'summary', filter],
    refetchInterval: POLL_MS,
    queryFn: ({ signal }) =>
      call<DeliverySummary>('GET', path`/orgs/${org}/deliveries/summary`, { query: { ...filter }, signal }),
  })

export const deliveryQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [org, 'deliveries', 'one', id],
    // Each call is a look at a person, which the audit log stores: no polling.
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => call<DeliveryDetail>('GET', path`/orgs/${org}/deliveries/${id}`, { signal }),
  })

export const transportsQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'transports'],
    queryFn: ({ signal }) => call<Page<TransportView>>('GET', path`/orgs/${org}/transports`, { signal }),
  })
