import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { ChannelChoice } from '../../../src/core/mapping/channels.ts'
import type { CoverageName } from '../../../src/features/channel-coverage/name-schema.ts'
import type { Coverage } from '../../../src/features/channel-coverage/schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import type { JobView } from '../../../src/runtime/jobs/schema.ts'
import { call, path } from './call.ts'

// How webhooks and exports of a warehouse report the same events.

const PAGE = 100

/** The key of all that is asked about it. */
export const coverageKey = (org: string) => [org, 'coverage'] as const

export const coverageNamesQuery = (org: string) =>
  infiniteQueryOptions({
    queryKey: [...coverageKey(org), 'names'],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      call<Page<CoverageName>>('GET', path`/orgs/${org}/coverage/names`, {
        query: { limit: PAGE, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

/** The days of a name. @param platform null: of every platform */
export const coverageQuery = (org: string, name: string, platform: string | null) =>
  queryOptions({
    queryKey: [...coverageKey(org), 'name', name, platform],
    queryFn: ({ signal }) =>
      call<Static<typeof Coverage>>('GET', path`/orgs/${org}/coverage`, {
        query: { event_name: name, platform },
        signal,
      }),
  })

interface Channels {
  readonly choices: readonly ChannelChoice[]
}

/** Changes the choices as they are now. @param change computes the new ones from the present ones */
export async function changeChoices(
  org: string,
  change: (present: readonly ChannelChoice[]) => readonly ChannelChoice[],
): Promise<Channels & { readonly job: JobView | null }> {
  const at = path`/orgs/${org}/channels`
  const { choices } = await call<Channels>('GET', at)
  return call('PUT', at, { body: { choices: change(choices) } })
}
