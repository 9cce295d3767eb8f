import { ROLES, type Role } from '../../../runtime/http/permission.ts'

/** Who somebody is, by the word of the identity provider. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** Lower case; undefined if the provider has not verified it. */
  readonly email: string | undefined
  readonly name: string
  /** From the role claim: by slug of the organisation. */
  readonly roles: ReadonlyMap<string, Role>
}

/** Reads the claims of an ID token. */
export function readIdentity(
  claims: Readonly<Record<string, unknown>>,
  roleClaim: string | undefined,
): Identity {
  const { iss, sub, email, email_verified, name } = claims
  const address = typeof email === 'string' ? email.trim().toLowerCase() : undefined
  // A word, not a truth value, is what some providers send.
  const isVerified = email_verified === true || email_verified === 'true'
  return {
    issuer: String(iss),
    subject: String(sub),
    email: isVerified ? address : undefined,
    name:
      typeof name === 'string' && name.trim() !== ''
        ? name.trim().slice(0, NAME_LENGTH_MAX)
        : (address ?? ''),
    roles: readRoles(roleClaim === undefined ? undefined : claims[roleClaim]),
  }
}

const NAME_LENGTH_MAX = 200

/** `acme:editor`, one or several, in a list or separated by blanks or commas. Others are left out. */
function readRoles(claim: unknown): ReadonlyMap<string, Role> {
  const texts = Array.isArray(claim)
    ? claim.map(String)
    : typeof claim === 'string'
      ? claim.split(/[\s,]+/)
      : []
  return new Map(
    texts.flatMap(text => {
      const [org = '', name] = text.split(':')
      const role = ROLES.find(each => each === name)
      return role === undefined || org === '' ? [] : [[org, role] as const]
    }),
  )
}

/** What is known here about an identity. */
export interface Known {
  /** Of the person with this issuer and subject. */
  readonly bySubject: string | undefined
  /** The person with this address. */
  readonly byEmail: { readonly id: string; readonly hasIdentity: boolean } | undefined
  readonly isInvited: boolean
}

export type Refusal = 'unverified' | 'domain' | 'not-invited' | 'other-identity'

export type Admission =
  | { readonly kind: 'known' | 'linked'; readonly userId: string; readonly email: string }
  | { readonly kind: 'new'; readonly email: string }
  | { readonly kind: 'refused'; readonly reason: Refusal }

const refused = (reason: Refusal): Admission => ({ kind: 'refused', reason })

/**
 * Whether somebody may sign in, and as whom. An address alone opens no account: whoever can make the provider say that
 * they own it would own the account. It takes an invitation for the address, or an identity that is stored already.
 */
export function admit({ email, roles }: Identity, known: Known, domains: readonly string[]): Admission {
  if (email === undefined) return refused('unverified')
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (domains.length > 0 && !domains.includes(domain)) return refused('domain')
  if (known.bySubject !== undefined) return { kind: 'known', userId: known.bySubject, email }
  if (known.byEmail?.hasIdentity) return refused('other-identity')
  if (known.byEmail)
    return known.isInvited ? { kind: 'linked', userId: known.byEmail.id, email } : refused('not-invited')
  return known.isInvited || roles.size > 0 ? { kind: 'new', email } : refused('not-invited')
}
