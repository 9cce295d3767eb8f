import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { MappingRule } from '../../../../src/core/mapping/rule.ts'
import type { EventName } from '../../../../src/features/inbound-log/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'

const PAGE = 100

export const namesQuery = (org: string, platform: string | undefined, isUnmapped: boolean) =>
  infiniteQueryOptions({
    queryKey: [org, 'event-names', 'list', platform, isUnmapped],
    queryFn: ({ signal, pageParam }) =>
      call<Page<EventName>>('GET', path`/orgs/${org}/event-names`, {
        query: { platform, limit: PAGE, cursor: pageParam, ...(isUnmapped && { unmapped: true }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next_cursor ?? undefined,
  })

export interface Mapping {
  readonly rules: readonly MappingRule[]
}

/** What saving a mapping answers. */
export interface SavedMapping extends Mapping {
  readonly replay: {
    readonly suggested: boolean
    readonly names: number
    readonly events: number
    readonly filter: Readonly<Record<string, string>> | null
  }
}

export const mappingQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'event-mapping'],
    queryFn: ({ signal }) => call<Mapping>('GET', path`/orgs/${org}/event-mapping`, { signal }),
  })
