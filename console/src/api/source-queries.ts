import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { PartitionView } from '../../../src/features/warehouse/sources/partitions/schema.ts'
import type { RunView } from '../../../src/features/warehouse/sources/run-schema.ts'
import type { SourceList, SourceView } from '../../../src/features/warehouse/sources/schema.ts'
import type { SetupView } from '../../../src/features/warehouse/sources/setup-schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'

// Sources of the warehouse: exports that Parley reads itself.

const CALM_MS = 15_000
const LIVE_MS = 1_500
const PAGE = 50

/** The address of a source. */
export const sourcePath = (org: string, id: string): string => path`/orgs/${org}/sources/${id}`

/** The keys of all that is asked about a source. */
export const sourceKey = (org: string, id: string) => [org, 'source', id] as const

const isRunning = (source: SourceView | undefined): boolean => source?.health.status === 'running'

export const sourcesQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'sources'],
    queryFn: ({ signal }) => call<Static<typeof SourceList>>('GET', path`/orgs/${org}/sources`, { signal }),
  })

/** For the page that shows them: often, while one of them runs. */
export const liveSourcesQuery = (org: string) =>
  queryOptions({
    ...sourcesQuery(org),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? LIVE_MS : CALM_MS),
  })

export const sourceQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...sourceKey(org, id), 'one'],
    queryFn: ({ signal }) => call<SourceView>('GET', sourcePath(org, id), { signal }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? LIVE_MS : CALM_MS),
  })

/** Newest first. @param isLive whether one of them changes now */
export const runsQuery = (org: string, id: string, isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: [...sourceKey(org, id), 'runs'],
    initialPageParam: '',
    refetchInterval: isLive ? LIVE_MS : CALM_MS,
    queryFn: ({ signal, pageParam }) =>
      call<Page<RunView>>('GET', `${sourcePath(org, id)}/runs`, {
        query: { limit: PAGE, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

export const runQuery = (org: string, id: string, run: string) =>
  queryOptions({
    queryKey: [...sourceKey(org, id), 'run', run],
    queryFn: ({ signal }) => call<RunView>('GET', `${sourcePath(org, id)}${path`/runs/${run}`}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.ended_at === null ? LIVE_MS : false),
  })

/** Newest first. */
export const daysQuery = (org: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [...sourceKey(org, id), 'days'],
    initialPageParam: '',
    refetchInterval: CALM_MS,
    queryFn: ({ signal, pageParam }) =>
      call<Page<PartitionView>>('GET', `${sourcePath(org, id)}/partitions`, {
        query: { limit: PAGE, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

export const setupQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...sourceKey(org, id), 'setup'],
    queryFn: ({ signal }) =>
      call<Static<typeof SetupView>>('GET', `${sourcePath(org, id)}/setup`, { signal }),
  })
