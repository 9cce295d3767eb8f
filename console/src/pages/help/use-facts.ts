import { useQueries, useQuery } from '@tanstack/react-query'
import type { EventName } from '../../../../src/features/inbound-log/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'
import { templatesQuery } from '../../api/org-queries.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { expectedEventsQuery } from '../../api/platform-queries.ts'
import type { AnswerFacts } from '../../words/answers.ts'

const NAMES_MAX = 20

/** What the answers look at; undefined until all of it is there. */
export function useFacts(org: string): { readonly facts: AnswerFacts | undefined; readonly error: unknown } {
  const health = useQuery(platformHealthQuery(org))
  const templates = useQuery(templatesQuery(org))
  const unmapped = useQuery({
    queryKey: [org, 'event-names', 'help'],
    queryFn: ({ signal }) =>
      call<Page<EventName>>('GET', path`/orgs/${org}/event-names`, {
        query: { unmapped: true, limit: NAMES_MAX },
        signal,
      }),
  })
  const reporting = (health.data?.items ?? []).filter(item => item.health.last_received_at !== null)
  const expected = useQueries({ queries: reporting.map(({ slug }) => expectedEventsQuery(org, slug)) })
  const error = [health, templates, unmapped, ...expected].find(query => query.error)?.error ?? null
  const isReady = health.data && templates.data && unmapped.data && expected.every(({ data }) => data)
  if (!isReady) return { facts: undefined, error }
  return {
    error,
    facts: {
      org,
      now: Date.now(),
      platforms: health.data.items,
      expected: reporting.map(({ name }, at) => ({
        platform: name,
        events: expected[at]?.data?.items ?? [],
      })),
      unmapped: [...new Set(unmapped.data.items.map(({ name, native_event }) => name || native_event))],
      templates: templates.data.items,
    },
  }
}
