import { queryOptions } from '@tanstack/react-query'
import type { LimitsView } from '../../../../src/features/limits/schema.ts'
import type { Usage } from '../../../../src/features/usage/schema.ts'
import { call, path } from '../../api/call.ts'

export const usageQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'usage'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call<Usage>('GET', path`/orgs/${org}/usage`, { signal }),
  })

export const limitsQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'limits'],
    staleTime: 10_000,
    queryFn: ({ signal }) => call<LimitsView>('GET', path`/orgs/${org}/limits`, { signal }),
  })
