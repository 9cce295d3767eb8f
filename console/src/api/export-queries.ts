import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { ExportDayView } from '../../../src/features/warehouse/export/daily/day-schema.ts'
import type { ExportRunView, ExportView } from '../../../src/features/warehouse/export/daily/schema.ts'
import type { SetupView } from '../../../src/features/warehouse/sources/setup-schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'
import { ApiProblem } from './problem.ts'

// The daily export of an organisation to its own bucket.

const CALM_MS = 15_000
const LIVE_MS = 1_500
const PAGE = 50

export const exportPath = (org: string): string => path`/orgs/${org}/exports`

/** The key of all that is asked about it. */
export const exportKey = (org: string) => [org, 'export'] as const

export const isExporting = (shown: ExportView | null | undefined): boolean =>
  shown?.last_run?.ended_at === null

/** Null: none is set up. */
export const exportQuery = (org: string) =>
  queryOptions({
    queryKey: [...exportKey(org), 'one'],
    queryFn: async ({ signal }): Promise<ExportView | null> => {
      try {
        return await call<ExportView>('GET', exportPath(org), { signal })
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'not-found') return null
        throw error
      }
    },
    refetchInterval: ({ state }) => (isExporting(state.data) ? LIVE_MS : CALM_MS),
  })

const pagesOf = <Item>(org: string, part: 'runs' | 'days', isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: [...exportKey(org), part],
    initialPageParam: '',
    refetchInterval: isLive ? LIVE_MS : CALM_MS,
    queryFn: ({ signal, pageParam }) =>
      call<Page<Item>>('GET', `${exportPath(org)}/${part}`, {
        query: { limit: PAGE, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

/** Newest first. @param isLive whether a run is under way */
export const exportRunsQuery = (org: string, isLive: boolean) => pagesOf<ExportRunView>(org, 'runs', isLive)
export const exportDaysQuery = (org: string, isLive: boolean) => pagesOf<ExportDayView>(org, 'days', isLive)

export const exportSetupQuery = (org: string) =>
  queryOptions({
    queryKey: [...exportKey(org), 'setup'],
    queryFn: ({ signal }) => call<Static<typeof SetupView>>('GET', `${exportPath(org)}/setup`, { signal }),
  })
