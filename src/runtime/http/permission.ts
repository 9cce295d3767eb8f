import 'fastify'

/** From the least to the most. Each role may do what the one before may. */
export const ROLES = ['viewer', 'editor', 'engineer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What a route asks for; the role at the same place of `ROLES` is the first that has it. */
export const PERMISSIONS = ['read', 'edit', 'operate', 'administer'] as const
export type Permission = (typeof PERMISSIONS)[number]

/**
 * What a caller needs who has no key: a permission in the organisation of the address, any session, the session of an
 * operator, or nothing.
 */
export type RequiredPermission = Permission | 'signed-in' | 'operator' | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a session needs for this route, if it is not what its plugin declares. */
    permission?: RequiredPermission
  }
}

/** What a key may do: ask for wordings, report events, and everything else. */
export const SCOPES = ['serve', 'ingest', 'manage'] as const
export type Scope = (typeof SCOPES)[number]

/** What a role has of what keys may do. A person with the role can use it, or give it to a key. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: [],
  editor: ['serve'],
  engineer: ['serve', 'ingest'],
  admin: SCOPES,
}

/** Whether a role has a permission. A key without the scope `manage` has no role. */
export const permits = (role: Role | null, permission: Permission): boolean =>
  role !== null && ROLES.indexOf(role) >= PERMISSIONS.indexOf(permission)

/** The least role that has the permission. */
export const leastRole = (permission: Permission): Role =>
  ROLES.find(role => permits(role, permission)) ?? 'admin'
