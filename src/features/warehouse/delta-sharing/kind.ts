import type { Database } from '../../../runtime/db/session.ts'
import type { OpenSource, SourceOrg } from '../sources/open-source.ts'
import type { StoredSource } from '../sources/source.ts'
import { activate, openSealed, type ProfileKeeper, profileIn } from './find-profile.ts'
import { importShare } from './import-share.ts'
import { openShare, type ShareServices } from './open-client.ts'
import type { Profile } from './profile.ts'
import type { ShareStored } from './settings.ts'
import { setupOfShare } from './setup.ts'
import { SharingError } from './sharing-error.ts'
import { verifyShare } from './verify.ts'

export interface ShareKindServices extends ShareServices, ProfileKeeper {
  readonly db: Database
  /** Larger files are not fetched. */
  readonly objectBytesMax: number
}

/** A source that is a shared table. */
export function openSharedTable(
  services: ShareKindServices,
  org: SourceOrg,
  { id, reading }: Pick<StoredSource, 'id' | 'reading'>,
  stored: ShareStored,
): OpenSource {
  const profile = () => profileOf(services, org, id, stored)
  return {
    setup: () => setupOfShare(org, stored),
    verify: () => verifyShare(services, profile, stored, reading),
    async *import(loading, given) {
      const share = openShare(services, await profile())
      try {
        yield* importShare(loading, {
          ...{ ...given, ...share, table: stored, fileBytesMax: services.objectBytesMax },
        })
      } finally {
        await share.close()
      }
    },
  }
}

async function profileOf(
  services: ShareKindServices,
  { id: orgId }: SourceOrg,
  sourceId: string,
  { credentials }: ShareStored,
): Promise<Profile> {
  const { vault } = services
  if (credentials.type === 'activation_link' && credentials.activation_link !== undefined)
    return activate(services, orgId, sourceId, openSealed(vault, credentials.activation_link))
  if (credentials.type === 'profile' && credentials.profile !== undefined)
    return profileIn(openSealed(vault, credentials.profile))
  throw new SharingError('The source has no profile and no activation link yet. Give one of them.')
}
