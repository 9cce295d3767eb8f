import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Explained } from '../../../../src/features/generate/schema.ts'
import { call, path } from '../../api/call.ts'
import type { Trace } from './entries.ts'

interface Cursors {
  readonly decisions_cursor: string | undefined
  readonly events_cursor: string | undefined
}

/** After the last part of one of the two, only the other one goes on. */
const nextOf = ({ decisions_cursor, events_cursor }: Trace): Cursors | undefined =>
  decisions_cursor === null && events_cursor === null
    ? undefined
    : { decisions_cursor: decisions_cursor ?? NOTHING_LEFT, events_cursor: events_cursor ?? NOTHING_LEFT }

/** The cursor behind everything: the smallest id. */
const NOTHING_LEFT = btoa('00000000-0000-0000-0000-000000000000')

export const traceQuery = (
  org: string,
  person: string,
  period: { readonly from: string | undefined; readonly to: string | undefined },
) =>
  infiniteQueryOptions({
    queryKey: [org, 'person', person, period],
    queryFn: ({ signal, pageParam }) =>
      call<Trace>('GET', path`/orgs/${org}/people/${person}`, { query: { ...period, ...pageParam }, signal }),
    initialPageParam: undefined as Cursors | undefined,
    getNextPageParam: nextOf,
  })

/** The choice of a message, with its table asked once more. */
export const explainedQuery = (org: string, decision: string) =>
  queryOptions({
    queryKey: [org, 'decision', decision],
    queryFn: ({ signal }) => call<Explained>('GET', path`/orgs/${org}/decisions/${decision}`, { signal }),
  })
