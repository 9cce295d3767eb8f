import type { Actor } from '../http/actor.ts'
import { type Role, SCOPES_OF_ROLE, type Scope } from '../http/permission.ts'
import { Problem } from '../http/problem.ts'
import { requirePermission } from './sessions.ts'

/**
 * Nobody gives more than they have: neither with a new key, nor with the new secret of a key.
 * @throws Problem not-permitted for people, wrong-scope for keys
 */
export function requireGrant({ role, scopes }: Actor, given: readonly Scope[]): void {
  if (given.includes('manage')) requirePermission(role, 'administer')
  const lacking = given.filter(scope => !scopes.includes(scope))
  if (lacking.length > 0)
    throw new Problem(
      'wrong-scope',
      `This key cannot give ${lacking.join(' and ')}, which it lacks: it has the scopes ${scopes.join(', ')}. Use a key with all of them, or the console.`,
    )
}

/** The same for the role of a person, and for a link that opens the account of one. */
export const requireRoleGrant = (actor: Actor, role: Role): void => requireGrant(actor, SCOPES_OF_ROLE[role])
