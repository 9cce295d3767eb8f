import { AssumeRoleCommand, type AssumeRoleCommandOutput, STSClient } from '@aws-sdk/client-sts'
import type { VettedAgents } from '../../../runtime/outbound/agents.ts'
import { SourceError } from '../source-error.ts'
import { toRefusal } from './refusal.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they end. Amazon's library asks for new ones in time. */
  readonly expiration?: Date
}
export type CredentialProvider = () => Promise<Credentials>

export interface Role {
  readonly arn: string
  readonly externalId: string
  readonly region: string
  /** Undefined: Amazon's. Other stores answer for roles where they answer for objects. */
  readonly endpoint: string | undefined
}

/** Takes on a role with the identity of this server. @throws RefusedError */
export function assumeRole(
  { arn, externalId, region, endpoint }: Role,
  agents: VettedAgents,
): CredentialProvider {
  const client = new STSClient({
    ...{ region, ...(endpoint === undefined ? {} : { endpoint }) },
    requestHandler: { ...agents, connectionTimeout: 5_000, requestTimeout: 15_000 },
  })
  const command = new AssumeRoleCommand({ RoleArn: arn, ExternalId: externalId, RoleSessionName: 'parley' })
  return async () => {
    try {
      const { Credentials: given } = await client.send(command)
      return toCredentials(given)
    } catch (error) {
      throw toRefusal(error, { action: 'assume', name: arn })
    }
  }
}

function toCredentials(given: AssumeRoleCommandOutput['Credentials']): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {}
  if (AccessKeyId === undefined || SecretAccessKey === undefined)
    throw new SourceError('The answer for the role holds no credentials. Check the endpoint.')
  return {
    ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiration: Expiration }),
  }
}
