import type { Vault } from '../../../runtime/http/secrets.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'

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
