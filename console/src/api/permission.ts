import { queryOptions, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { MemberView } from '../../../src/features/accounts/schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'
import { type Role, sessionQuery } from './session.ts'

/** What a control needs. The server checks the same on its routes. */
export type Permission = 'read' | 'edit' | 'operate' | 'administer'

/** Each role includes the one before it. */
export const ROLES: readonly Role[] = ['viewer', 'editor', 'engineer', 'admin']

const LOWEST: Readonly<Record<Permission, Role>> = {
  read: 'viewer',
  edit: 'editor',
  operate: 'engineer',
  administer: 'admin',
}

const WHO: Readonly<Record<Permission, string>> = {
  read: 'Members can do this',
  edit: 'Editors can do this',
  operate: 'Engineers can do this',
  administer: 'Admins can do this',
}

/** Whether a role includes a permission. */
export const mayDo = (role: Role, permission: Permission): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(LOWEST[permission])

/** Whether the signed-in user may do something in the organisation of this page. */
export function usePermission(permission: Permission): boolean {
  const { data: session } = useQuery(sessionQuery)
  const { org } = useParams({ strict: false })
  const role = session?.orgs.find(({ slug }) => slug === org)?.role
  return role !== undefined && mayDo(role, permission)
}

export const membersQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'members'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<Page<Static<typeof MemberView>>>('GET', path`/orgs/${org}/members`, {
        query: { limit: 100 },
        signal,
      }),
  })

const NAMES_MAX = 3

/** Who may, with up to three names: "Editors can do this: Jana Novak, Omar Haddad". */
export function useWhoMay(permission: Permission): string {
  const { org } = useParams({ strict: false })
  const { data } = useQuery({ ...membersQuery(org ?? ''), enabled: org !== undefined })
  const names = (data?.items ?? []).filter(({ role }) => mayDo(role, permission)).map(({ name }) => name)
  if (names.length === 0) return WHO[permission]
  const more = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : ''
  return `${WHO[permission]}: ${names.slice(0, NAMES_MAX).join(', ')}${more}`
}
