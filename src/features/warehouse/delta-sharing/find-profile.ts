import type { Session } from '../../../runtime/db/session.ts'
import type { Vault } from '../../../runtime/http/secrets.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'
import { redeem } from './activation.ts'
import { type Profile, readProfile } from './profile.ts'
import { loadShare, saveProfile } from './share-store.ts'
import { SharingError } from './sharing-error.ts'

export interface ProfileKeeper {
  readonly db: Session
  readonly vault: Vault
  readonly outbound: Outbound
}

/** The profile that is kept for a source. @throws SharingError if there is none, or it cannot be read */
export async function keptProfile(
  { db, vault }: Pick<ProfileKeeper, 'db' | 'vault'>,
  orgId: number,
  sourceId: string,
): Promise<Profile> {
  const sealed = (await loadShare(db, orgId, sourceId))?.sealedProfile ?? null
  if (sealed === null)
    throw new SharingError('There is no profile for this table yet. Give a profile or an activation link.')
  return profileIn(opened(vault, sealed))
}

/**
 * Redeems an activation link and keeps the profile, encrypted, before it is looked at: the link works once.
 * @throws SharingError if the link gives no profile, or one that Parley cannot use
 */
export async function keepActivated(
  { db, vault, outbound }: ProfileKeeper,
  orgId: number,
  sourceId: string,
  link: string,
): Promise<Profile> {
  const text = await redeem(outbound, link)
  if (!text.ok) throw new SharingError(text.reason)
  await saveProfile(db, orgId, sourceId, vault.seal(text.value))
  return profileIn(text.value)
}

/** @throws SharingError if it is no profile that Parley can use */
export function profileIn(text: string): Profile {
  const profile = readProfile(text)
  if (!profile.ok) throw new SharingError(profile.reason)
  return profile.value
}

function opened(vault: Vault, sealed: string): string {
  try {
    return vault.open(sealed)
  } catch {
    throw new SharingError('The stored profile was encrypted with another PARLEY_SECRET_KEY. Give it again.')
  }
}
