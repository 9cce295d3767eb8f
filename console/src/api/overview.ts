import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Overview } from '../../../src/features/overview/schema.ts'
import { call, path } from './call.ts'

export type Range = Overview['range']

const POLL_MS = 30_000

/** All templates with their figures, what needs a person, and the last 24 hours. */
export const overviewQuery = (org: string, range: Range, sandbox: string | undefined) =>
  queryOptions({
    queryKey: [org, 'overview', range, sandbox],
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Overview>('GET', path`/orgs/${org}/overview`, { query: { range, sandbox }, signal }),
  })
