import type { Vault } from '../../../runtime/http/secrets.ts'
import { pointerTo, refuseAny } from '../../../runtime/http/unprocessable.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'
import { addressOfLink } from './activation.ts'
import type { ShareConnectionBody, ShareConnectionView } from './connection.ts'
import { readProfile } from './profile.ts'

/** As stored: the profile or the link is sealed. */
export interface ShareStored extends ShareConnectionBody {
  /** Of the profile; null for a link. */
  readonly endpoint: string | null
  /** When the profile ends, in ISO 8601; null if it does not, and for a link. */
  readonly expires_at: string | null
}

export interface ShareSealing {
  readonly vault: Vault
  readonly outbound: Pick<Outbound, 'vet'>
}

/**
 * A connection in its stored form. Without a new profile or link, the present one stays.
 * @throws Problem unprocessable
 */
export async function sealShare(
  body: ShareConnectionBody,
  present: ShareStored | undefined,
  sealing: ShareSealing,
): Promise<ShareStored> {
  const { credentials } = body
  const given = secretOf(credentials)
  if (given === undefined) {
    const known = present?.credentials.type === credentials.type ? present : undefined
    if (known === undefined || secretOf(known.credentials) === undefined)
      refuse(`Give the ${credentials.type}: there is none yet.`)
    return { ...body, ...EMPTY, ...pick(known) }
  }
  if (credentials.type === 'activation_link') {
    const address = addressOfLink(given)
    if (!address.ok) refuse(address.reason)
    return {
      ...body,
      ...EMPTY,
      credentials: { ...credentials, activation_link: sealing.vault.seal(given.trim()) },
    }
  }
  const profile = readProfile(given)
  if (!profile.ok) return refuse(profile.reason)
  const { endpoint, expiresAt } = profile.value
  const vetted = await sealing.outbound.vet(endpoint)
  if (!vetted.ok) refuse(vetted.reason.message)
  return {
    ...{ ...body, endpoint, expires_at: expiresAt?.toISOString() ?? null },
    credentials: { ...credentials, profile: sealing.vault.seal(given.trim()) },
  }
}

const EMPTY = { endpoint: null, expires_at: null }

const pick = (known: ShareStored | undefined) =>
  known === undefined
    ? {}
    : { credentials: known.credentials, endpoint: known.endpoint, expires_at: known.expires_at }

export const secretOf = (credentials: ShareConnectionBody['credentials']): string | undefined =>
  credentials.type === 'profile' ? credentials.profile : credentials.activation_link

function refuse(message: string): never {
  refuseAny([{ field: pointerTo('connection', 'credentials'), message }])
  throw new Error('a refusal throws')
}

export const showShare = ({
  credentials,
  endpoint,
  expires_at,
  ...settings
}: ShareStored): ShareConnectionView => ({
  ...settings,
  credentials: { type: credentials.type, is_secret_set: secretOf(credentials) !== undefined, endpoint },
})
