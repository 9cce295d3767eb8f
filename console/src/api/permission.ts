import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ROLES, type Role, sessionQuery } from './session.ts'

/** What a control needs. The server checks the same on its routes. */
export type Permission = 'read' | 'edit' | 'operate' | 'administer'

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

/** Whether a role includes a permission. Each role includes the one before it. */
export const mayDo = (role: Role, permission: Permission): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(LOWEST[permission])

/** The lowest role that may, as a sentence: "Editors can do this". */
export const whoMay = (permission: Permission): string => WHO[permission]

/** Whether the signed-in user may do something in the organisation of this page. */
export function usePermission(permission: Permission): boolean {
  const { data: session } = useQuery(sessionQuery)
  const { org } = useParams({ strict: false })
  if (!session) return false
  if (session.user.operator) return true
  const role = session.orgs.find(({ slug }) => slug === org)?.role
  return role !== undefined && mayDo(role, permission)
}
