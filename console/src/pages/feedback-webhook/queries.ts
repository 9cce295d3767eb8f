import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { DeliverySummary, DeliveryView } from '../../../../src/features/feedback/deliveries/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'

/** The filters of the deliveries, as the API takes them. */
export interface Filter {
  readonly state: string | undefined
  readonly status: string | undefined
  readonly request_id: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

const at = (org: string, webhook: string) => path`/orgs/${org}/feedback-webhooks/${webhook}/deliveries`
const POLL_MS = 5_000

export const deliveriesQuery = (org: string, webhook: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [org, 'feedback-deliveries', webhook, 'list', filter],
    initialPageParam: '',
    refetchInterval: POLL_MS,
    queryFn: ({ signal, pageParam }) =>
      call<Page<DeliveryView>>('GET', at(org, webhook), {
        query: { ...filter, limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

export const summaryQuery = (org: string, webhook: string, filter: Filter) =>
  queryOptions({
    queryKey: [org, 'feedback-deliveries', webhook, 'summary', filter],
    refetchInterval: POLL_MS,
    queryFn: ({ signal }) =>
      call<DeliverySummary>('GET', `${at(org, webhook)}/summary`, { query: { ...filter }, signal }),
  })

export const deliveryQuery = (org: string, webhook: string, id: string) =>
  queryOptions({
    queryKey: [org, 'feedback-deliveries', webhook, 'one', id],
    // Each call is a look at a person, which the audit log stores: no polling.
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => call<DeliveryView>('GET', `${at(org, webhook)}/${id}`, { signal }),
  })
