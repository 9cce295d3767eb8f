import { GetObjectCommand, paginateListObjectsV2, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { VettedAgents } from '../../../runtime/outbound/agents.ts'
import { ChangedError } from '../load.ts'
import type { S3Object } from './completeness.ts'
import { fetchObject } from './fetch-object.ts'

export interface BucketAddress {
  readonly bucket: string
  /** Empty, or with a slash at its end: `acme/` is not `acme-corp/`. */
  readonly prefix: string
  /** Undefined: Amazon's. */
  readonly endpoint: string | undefined
  readonly region: string
  /** The bucket stands in the path, not in the host. */
  readonly isPathStyle: boolean
}

export interface Bucket {
  /** All objects under the prefix, or in a folder inside it. @throws if the bucket refuses to list them */
  list(folder?: string): Promise<readonly S3Object[]>
  /** The content of a small object. */
  text(key: string): Promise<string>
  /** Fetches an object into a file. A broken transfer goes on where it ended. @throws ChangedError if it was replaced */
  fetch(object: S3Object, path: string): Promise<void>
}

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 }

/** A client with the credentials that the environment gives: variables, a profile, a role. */
export const openClient = (
  { region, isPathStyle, endpoint }: BucketAddress,
  agents: VettedAgents,
): S3Client =>
  new S3Client({
    ...{ region, forcePathStyle: isPathStyle, ...(endpoint === undefined ? {} : { endpoint }) },
    // Stores of other vendors refuse what Amazon's own asks for by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { ...agents, ...TIMEOUTS },
  })

/** Opens a bucket for reading. */
export function openBucket(address: BucketAddress, agents: VettedAgents): Bucket {
  const { bucket, prefix } = address
  const client = openClient(address, agents)
  const get = async (key: string, condition: { IfMatch?: string; Range?: string } = {}) => {
    try {
      return await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...condition }))
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
      if (status === 412 || status === 404) throw new ChangedError(key)
      throw refused(error, `to send ${key}`)
    }
  }
  return {
    async list(folder = prefix) {
      try {
        return await listObjects(client, bucket, folder.startsWith(prefix) ? folder : prefix)
      } catch (error) {
        throw refused(error, `to list ${prefix}`)
      }
    },
    async text(key) {
      const { Body } = await get(key)
      return (await Body?.transformToString()) ?? ''
    },
    fetch: (object, path) => fetchObject(get, object, path),
  }
}

export async function listObjects(
  client: S3Client,
  Bucket: string,
  Prefix: string,
): Promise<readonly S3Object[]> {
  const objects: S3Object[] = []
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key, ETag, Size, LastModified } of Contents)
      if (Key !== undefined && ETag !== undefined && LastModified !== undefined)
        objects.push({ name: Key, version: ETag, bytes: Size ?? 0, modifiedAt: LastModified })
  return objects
}

/**
 * A refusal of the store as a sentence. Other errors, such as of the network, stay as they are.
 * @param effect what follows from it
 */
export const refused = (error: unknown, what: string, effect = 'Nothing was changed.'): unknown =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403
    ? new Error(`The bucket refused ${what} (${codeOf(error)}). ${effect} Check the key and its permissions.`)
    : error

/** Some stores give the code in another place than Amazon's. */
const codeOf = (error: S3ServiceException): string => ('Code' in error ? String(error.Code) : error.name)
