import { sha256Hex } from '../../../lib/hash.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Vault } from '../../../runtime/http/secrets.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'
import { redeem } from './activation.ts'
import { type Profile, readProfile } from './profile.ts'
import { loadShare, saveExpiry, saveProfile } from './share-store.ts'
import { SharingError } from './sharing-error.ts'

export interface ProfileKeeper {
  readonly db: Session
  readonly vault: Vault
  readonly outbound: Pick<Outbound, 'send'>
}

/**
 * The profile that an activation link of this source gave.
 * @param linkHash of the link; undefined for that of any
 * @returns undefined if there is none. @throws SharingError if it cannot be read
 */
export async function keptProfile(
  { db, vault }: Pick<ProfileKeeper, 'db' | 'vault'>,
  orgId: number,
  sourceId: string,
  linkHash?: string,
): Promise<Profile | undefined> {
  const share = await loadShare(db, orgId, sourceId)
  if (share === undefined || share.sealedProfile === null) return undefined
  if (linkHash !== undefined && share.linkHash !== linkHash) return undefined
  return profileIn(openSealed(vault, share.sealedProfile))
}

/**
 * Redeems an activation link, unless that was done before, and keeps the profile, encrypted, before it is looked at: the
 * link works once.
 * @throws SharingError if the link gives no profile, or one that Parley cannot use
 */
export async function activate(
  keeper: ProfileKeeper,
  orgId: number,
  sourceId: string,
  link: string,
): Promise<Profile> {
  const linkHash = sha256Hex(link.trim())
  const kept = await keptProfile(keeper, orgId, sourceId, linkHash)
  if (kept !== undefined) return kept
  const text = await redeem(keeper.outbound, link)
  if (!text.ok) {
    // Another process may have been faster.
    const other = await keptProfile(keeper, orgId, sourceId, linkHash)
    if (other !== undefined) return other
    throw new SharingError(text.reason)
  }
  await saveProfile(keeper.db, orgId, sourceId, { sealedProfile: keeper.vault.seal(text.value), linkHash })
  const profile = profileIn(text.value)
  await saveExpiry(keeper.db, orgId, sourceId, profile.expiresAt)
  return profile
}

/** @throws SharingError if it is no profile that Parley can use */
export function profileIn(text: string): Profile {
  const profile = readProfile(text)
  if (!profile.ok) throw new SharingError(profile.reason)
  return profile.value
}

/** @throws SharingError if the key of this server is another now */
export function openSealed(vault: Vault, sealed: string): string {
  try {
    return vault.open(sealed)
  } catch {
    throw new SharingError('The stored profile was encrypted with another PARLEY_SECRET_KEY. Give it again.')
  }
}
