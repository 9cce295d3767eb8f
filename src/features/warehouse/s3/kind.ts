import type { Vault } from '../../../runtime/http/secrets.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'
import type { OpenSource, SourceOrg } from '../sources/open-source.ts'
import type { StoredReading } from '../sources/source.ts'
import type { S3Stored } from './settings.ts'

export interface S3Services {
  readonly vault: Vault
  readonly outbound: Pick<Outbound, 'vet'>
  readonly allowedPrivateHosts: string
  /** Which prefixes organisations may read with the identity of this server. See `isOwnPrefix`. */
  readonly ownPrefixes: string
  /** ARN of this server's identity at Amazon; empty if the operator has not said it. */
  readonly principal: string
  /** Larger objects are not fetched. */
  readonly objectBytesMax: number
}

/** A source that is an S3 bucket. */
export function openS3(
  _services: S3Services,
  _org: SourceOrg,
  _connection: S3Stored,
  _reading: StoredReading,
): OpenSource {
  return {
    verify: async () => [],
    setup: () => [],
  }
}
