import { queryOptions } from '@tanstack/react-query'
import type { RecommendationView } from '../../../src/features/recommendations/schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'

const MINUTE = 60_000

/** How many recommendations wait for a decision, at most 100. */
export const openRecommendationsQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'recommendations', 'open', 'count'],
    staleTime: MINUTE,
    refetchInterval: MINUTE,
    async queryFn({ signal }) {
      const query = { status: 'open', limit: 100 }
      const page = await call<Page<RecommendationView>>('GET', path`/orgs/${org}/recommendations`, {
        query,
        signal,
      })
      return page.items.length
    },
  })
