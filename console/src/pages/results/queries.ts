import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Results } from '../../../../src/features/results/schema.ts'
import type { Series } from '../../../../src/features/results/series/series-schema.ts'
import { call, path } from '../../api/call.ts'

/** What the page is about, and what of it. */
export interface Asked {
  readonly org: string
  readonly template: string
  readonly range: string
  readonly metric: string | undefined
}

const POLL_MS = 15_000
// A rate of a day needs no more than this many points.
const STEPS = 120

export const resultsPath = ({ org, template }: Asked) => path`/orgs/${org}/templates/${template}/results`
export const queryOf = ({ range, metric }: Asked) => ({ range, metric })

/** While another range or metric loads, the old numbers stay. */
export const resultsPageQuery = (asked: Asked) =>
  queryOptions({
    queryKey: [asked.org, 'template', asked.template, 'results', queryOf(asked)],
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call<Results>('GET', resultsPath(asked), { query: queryOf(asked), signal }),
  })

/** Counting by an attribute costs much, so it is asked for rarely. */
export const segmentsQuery = (asked: Asked, segment: string) =>
  queryOptions({
    queryKey: [asked.org, 'template', asked.template, 'segments', queryOf(asked), segment],
    refetchInterval: 8 * POLL_MS,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      call<Results>('GET', resultsPath(asked), { query: { ...queryOf(asked), segment }, signal }),
  })

export const seriesQuery = (asked: Asked, timezone: string) =>
  queryOptions({
    queryKey: [asked.org, 'template', asked.template, 'series', queryOf(asked), timezone],
    refetchInterval: 4 * POLL_MS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Series>('GET', `${resultsPath(asked)}/timeseries`, {
        query: { ...queryOf(asked), steps: STEPS, timezone },
        signal,
      }),
  })
