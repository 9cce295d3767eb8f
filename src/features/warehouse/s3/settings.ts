import { randomBytes } from 'node:crypto'
import type { FieldError } from '../../../runtime/http/problem.ts'
import type { Vault } from '../../../runtime/http/secrets.ts'
import { pointerTo, refuseAny } from '../../../runtime/http/unprocessable.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'
import type { S3ConnectionBody, S3ConnectionView } from './connection.ts'
import { isOwnPrefix, OWN_SETTING } from './own-prefixes.ts'

/** As stored: the secret key is sealed. */
export interface S3Stored extends S3ConnectionBody {
  readonly external_id: string
}

export interface S3Sealing {
  readonly orgSlug: string
  readonly vault: Vault
  readonly outbound: Pick<Outbound, 'vet'>
  /** See `isOwnPrefix`. */
  readonly ownPrefixes: string
}

const ROLE = /^arn:[a-z-]+:iam::\d*:role\/\S+$/
const EXTERNAL_ID_BYTES = 12

/**
 * A connection in its stored form. Without a new secret key, the present one stays.
 * @throws Problem unprocessable
 */
export async function sealS3(
  body: S3ConnectionBody,
  present: S3Stored | undefined,
  sealing: S3Sealing,
): Promise<S3Stored> {
  const connection = { ...body, prefix: withSlash(body.prefix) }
  const { endpoint } = connection
  const endpointFault = endpoint === null ? undefined : await faultOfEndpoint(endpoint, sealing)
  if (endpointFault !== undefined) refuseAny([wrong('endpoint', endpointFault)])
  return {
    ...{ ...connection, credentials: sealCredentials(connection, present, sealing) },
    external_id: present?.external_id ?? `parley-${randomBytes(EXTERNAL_ID_BYTES).toString('hex')}`,
  }
}

const withSlash = (given: string): string => {
  const prefix = given.trim().replace(/^\/+/, '')
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
}

const wrong = (field: string, message: string): FieldError => ({
  field: pointerTo('connection', field),
  message,
})

function sealCredentials(
  { bucket, prefix, credentials }: S3ConnectionBody,
  present: S3Stored | undefined,
  { orgSlug, vault, ownPrefixes }: S3Sealing,
): S3ConnectionBody['credentials'] {
  if (credentials.type === 'chain') {
    const message = `The operator has not listed ${bucket}/${prefix} in ${OWN_SETTING}. Choose static or assume_role.`
    if (!isOwnPrefix(ownPrefixes, orgSlug, { bucket, prefix })) refuseAny([wrong('credentials', message)])
    return credentials
  }
  if (credentials.type === 'assume_role') {
    const { role_arn } = credentials
    const message = `"${role_arn}" is no ARN of a role, such as arn:aws:iam::123456789012:role/parley.`
    if (role_arn !== null && !ROLE.test(role_arn)) refuseAny([wrong('credentials', message)])
    return credentials
  }
  const { access_key_id, secret_access_key: given } = credentials
  if (given !== undefined)
    return { type: 'static', access_key_id, secret_access_key: vault.seal(given.trim()) }
  const known = present?.credentials.type === 'static' ? present.credentials.secret_access_key : undefined
  if (known === undefined) refuseAny([wrong('credentials', 'Give the secret_access_key: there is none yet.')])
  return { type: 'static', access_key_id, ...(known !== undefined && { secret_access_key: known }) }
}

async function faultOfEndpoint(endpoint: string, { outbound }: S3Sealing): Promise<string | undefined> {
  if (!/^https?:\/\/[^/?#]+\/?$/.test(endpoint))
    return 'The endpoint is an address without a path, such as https://s3.example.com.'
  const vetted = await outbound.vet(endpoint)
  return vetted.ok ? undefined : vetted.reason.message
}

export function showS3({ external_id, credentials, ...connection }: S3Stored): S3ConnectionView {
  const isStatic = credentials.type === 'static'
  return {
    ...connection,
    credentials: {
      type: credentials.type,
      access_key_id: isStatic ? credentials.access_key_id : null,
      is_secret_set: isStatic && credentials.secret_access_key !== undefined,
      role_arn: credentials.type === 'assume_role' ? credentials.role_arn : null,
      external_id,
    },
  }
}
