import { queryOptions } from '@tanstack/react-query'
import type { Usage } from '../../../../src/features/usage/schema.ts'
import { call, path } from '../../api/call.ts'

export const usageQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'usage'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call<Usage>('GET', path`/orgs/${org}/usage`, { signal }),
  })
