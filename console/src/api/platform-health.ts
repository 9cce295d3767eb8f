import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { HealthList } from '../../../src/features/connections/schema.ts'
import { call, path } from './call.ts'

/** Names, addresses and health of all platforms, without their guides. */
export const platformHealthQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'platforms', 'health'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<Static<typeof HealthList>>('GET', path`/orgs/${org}/platforms/health`, { signal }),
  })

/** @returns the name of a platform by its slug; the slug itself until the names are there */
export function usePlatformName(org: string): (slug: string) => string {
  const { data } = useQuery(platformHealthQuery(org))
  return slug => data?.items.find(each => each.slug === slug)?.name ?? slug
}
