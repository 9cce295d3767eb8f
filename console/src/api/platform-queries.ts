import { queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { EventsView, PlatformView } from '../../../src/features/connections/schema.ts'
import type { Onboarding } from '../../../src/features/onboarding/schema.ts'
import { call, path } from './call.ts'

/** One platform: settings, steps, snippets, health. @param template whose ids the snippets show */
export const platformQuery = (org: string, slug: string, template?: string) =>
  queryOptions({
    queryKey: [org, 'platforms', slug, template],
    queryFn: ({ signal }) =>
      call<PlatformView>('GET', path`/orgs/${org}/platforms/${slug}`, { query: { template }, signal }),
  })

/** The events that Parley expects from a platform, and when each was last seen. */
export const expectedEventsQuery = (org: string, slug: string) =>
  queryOptions({
    queryKey: [org, 'platforms', slug, 'events'],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      call<Static<typeof EventsView>>('GET', path`/orgs/${org}/platforms/${slug}/events`, { signal }),
  })

export const onboardingQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'onboarding'],
    queryFn: ({ signal }) =>
      call<Static<typeof Onboarding>>('GET', path`/orgs/${org}/onboarding`, { signal }),
  })
