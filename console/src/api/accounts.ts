import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type {
  MeView,
  OpenInvitation,
  OpenReset,
  OwnSessions,
  SetupView,
} from '../../../src/features/accounts/schema.ts'
import { call, path } from './call.ts'
import { type Session, sessionQuery } from './session.ts'

export type Me = Static<typeof MeView>
export type OwnSession = Static<typeof OwnSessions>['items'][number]
export type Invitation = Static<typeof OpenInvitation>

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call<Static<typeof SetupView>>('GET', '/setup', { signal }),
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call<Me>('GET', '/me', { signal }),
})

export const ownSessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => call<Static<typeof OwnSessions>>('GET', '/me/sessions', { signal }),
})

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => call<Invitation>('GET', path`/invitations/${token}`, { signal }),
  })

export const resetQuery = (token: string) =>
  queryOptions({
    queryKey: ['reset', token],
    queryFn: ({ signal }) =>
      call<Static<typeof OpenReset>>('GET', path`/password-resets/${token}`, { signal }),
  })

/** Forgets what belonged to the person before, and knows the new one. */
export function enter(client: QueryClient, session: Session): void {
  client.clear()
  client.setQueryData(sessionQuery.queryKey, session)
}
