import { createVettedAgents } from '../../../runtime/outbound/agents.ts'
import { OutboundError } from '../../../runtime/outbound/failure.ts'
import { SourceError } from '../source-error.ts'
import type { SourceOrg } from '../sources/open-source.ts'
import { type Bucket, openBucket } from './bucket.ts'
import { assumeRole, type CredentialProvider } from './credentials.ts'
import { isOwnPrefix, OWN_SETTING } from './own-prefixes.ts'
import type { S3Services } from './services.ts'
import type { S3Stored } from './settings.ts'

export interface OpenBucket {
  readonly bucket: Bucket
  /** The credentials, if they are not this server's own. */
  readonly credentials: CredentialProvider | undefined
  close(): void
}

/** Opens the bucket of a source with its stored credentials. @throws SourceError */
export function openConnection(services: S3Services, org: SourceOrg, stored: S3Stored): OpenBucket {
  const { bucket, prefix, region, path_style, endpoint } = stored
  const agents = agentsOf(services, endpoint)
  const credentials = credentialsOf(services, org, stored, agents)
  const address = { bucket, prefix, region, isPathStyle: path_style, endpoint: endpoint ?? undefined }
  return {
    ...{ bucket: openBucket(address, agents, credentials), credentials },
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

function agentsOf({ allowedPrivateHosts }: S3Services, endpoint: string | null) {
  try {
    return createVettedAgents(allowedPrivateHosts, endpoint === null ? undefined : new URL(endpoint))
  } catch (error) {
    throw error instanceof OutboundError ? new SourceError(error.message) : error
  }
}

function credentialsOf(
  { vault, ownPrefixes }: S3Services,
  org: SourceOrg,
  { bucket, prefix, region, endpoint, credentials, external_id }: S3Stored,
  agents: ReturnType<typeof createVettedAgents>,
): CredentialProvider | undefined {
  if (credentials.type === 'chain') {
    // The operator may have changed the list since the source was saved.
    if (isOwnPrefix(ownPrefixes, org.slug, { bucket, prefix })) return undefined
    throw new SourceError(
      `The operator no longer lists ${bucket}/${prefix} in ${OWN_SETTING}. Choose other credentials.`,
    )
  }
  if (credentials.type === 'assume_role') {
    if (credentials.role_arn === null) throw new SourceError(NO_ROLE)
    const role = { arn: credentials.role_arn, externalId: external_id, region }
    return assumeRole({ ...role, endpoint: endpoint ?? undefined }, agents)
  }
  const secretAccessKey = opened(vault, credentials.secret_access_key ?? '')
  return async () => ({ accessKeyId: credentials.access_key_id, secretAccessKey })
}

export const NO_ROLE =
  'The source has no role yet. Make the role as the set-up says, and save its ARN in the source.'

function opened(vault: S3Services['vault'], sealed: string): string {
  try {
    return vault.open(sealed)
  } catch {
    throw new SourceError(
      'The stored secret cannot be read: PARLEY_SECRET_KEY is another than before. Save the secret again.',
    )
  }
}
