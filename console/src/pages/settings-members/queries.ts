import { queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type {
  InvitationPage,
  InvitationView,
  MemberView,
  NewInvitation as NewInvitationView,
  NewReset as NewResetView,
} from '../../../../src/features/accounts/schema.ts'
import { call, path } from '../../api/call.ts'

export type Member = Static<typeof MemberView>
export type Invitation = Static<typeof InvitationView>
export type NewInvitation = Static<typeof NewInvitationView>
export type NewReset = Static<typeof NewResetView>

export const invitationsQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'invitations'],
    queryFn: ({ signal }) =>
      call<Static<typeof InvitationPage>>('GET', path`/orgs/${org}/invitations`, { signal }),
  })
