import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { VettedAgents } from '../../../runtime/outbound/agents.ts'
import { ChangedError } from '../loading.ts'
import type { S3Object } from './completeness.ts'
import type { CredentialProvider } from './credentials.ts'
import { fetchObject } from './fetch-object.ts'
import { toRefusal } from './refusal.ts'

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
  /** All objects under the prefix, or in a folder inside it. @throws RefusedError */
  list(folder?: string): Promise<readonly S3Object[]>
  /** The first objects under the prefix, up to a thousand. @throws RefusedError */
  peek(): Promise<readonly S3Object[]>
  /** The content of a small object, or its first bytes. @throws RefusedError, or ChangedError if it is gone */
  text(key: string, bytesMax?: number): Promise<string>
  /** Fetches an object into a file. A broken transfer goes on where it ended. @throws ChangedError if it was replaced */
  fetch(object: S3Object, path: string): Promise<void>
}

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 }

/** A client for a bucket. @param credentials undefined: those that the environment gives */
export const openClient = (
  { region, isPathStyle, endpoint }: BucketAddress,
  agents: VettedAgents,
  credentials: CredentialProvider | undefined,
): S3Client =>
  new S3Client({
    ...{ region, forcePathStyle: isPathStyle, ...(endpoint === undefined ? {} : { endpoint }) },
    ...(credentials && { credentials }),
    // Stores of other vendors refuse what Amazon's own asks for by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { ...agents, ...TIMEOUTS },
  })

/**
 * Opens a bucket for reading.
 * @param credentials undefined: those that the environment gives, such as variables, a profile, a role
 */
export function openBucket(
  address: BucketAddress,
  agents: VettedAgents,
  credentials?: CredentialProvider,
): Bucket {
  const { bucket, prefix } = address
  const client = openClient(address, agents, credentials)
  const get = async (key: string, condition: { IfMatch?: string; Range?: string } = {}) => {
    try {
      return await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...condition }))
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
      if (status === 412 || status === 404) throw new ChangedError(key)
      throw toRefusal(error, { action: 'read', name: key })
    }
  }
  const asListing = async <Answer>(list: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await list()
    } catch (error) {
      throw toRefusal(error, { action: 'list', name: prefix })
    }
  }
  return {
    list: (folder = prefix) =>
      asListing(() => listObjects(client, bucket, folder.startsWith(prefix) ? folder : prefix)),
    peek: () =>
      asListing(async () =>
        objectsOf(await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))),
      ),
    async text(key, bytesMax) {
      const { Body } = await get(key, bytesMax === undefined ? {} : { Range: `bytes=0-${bytesMax - 1}` })
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
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    objects.push(...objectsOf(page))
  return objects
}

const objectsOf = ({ Contents = [] }: ListObjectsV2CommandOutput): readonly S3Object[] =>
  Contents.flatMap(({ Key, ETag, Size, LastModified }) =>
    Key !== undefined && ETag !== undefined && LastModified !== undefined
      ? [{ name: Key, version: ETag, bytes: Size ?? 0, modifiedAt: LastModified }]
      : [],
  )
