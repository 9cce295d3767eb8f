import { queryOptions } from '@tanstack/react-query'
import type {
  RecommendationDetail,
  RecommendationView,
} from '../../../../src/features/recommendations/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'
import type { search } from './search.ts'

export type Filter = ReturnType<typeof search>

export const recommendationsQuery = (org: string, { status, template, kind }: Filter) =>
  queryOptions({
    queryKey: [org, 'recommendations', 'list', { status, template, kind }],
    refetchInterval: 30_000,
    queryFn: ({ signal }) =>
      call<Page<RecommendationView>>('GET', path`/orgs/${org}/recommendations`, {
        query: { status, template, kind, limit: 100 },
        signal,
      }),
  })

export const detailQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [org, 'recommendation', id],
    staleTime: 0,
    queryFn: ({ signal }) =>
      call<RecommendationDetail>('GET', path`/orgs/${org}/recommendations/${id}`, { signal }),
  })
