import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DeleteObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import type { VettedAgents } from '../../../runtime/outbound/agents.ts'
import { type BucketAddress, listObjects, openClient } from '../s3/bucket.ts'
import type { CredentialProvider } from '../s3/credentials.ts'
import { type Asked, toRefusal } from '../s3/refusal.ts'
import type { Destination } from './destination.ts'

/**
 * A prefix of a bucket. Its methods throw a RefusedError.
 * @param credentials undefined: those that the environment gives
 */
export function bucketDestination(
  address: BucketAddress,
  agents: VettedAgents,
  credentials?: CredentialProvider,
): Destination {
  const { bucket: Bucket, prefix } = address
  const client = openClient(address, agents, credentials)
  const keyOf = (name: string) => `${prefix}${name}`
  const put = (Key: string, content: Pick<PutObjectCommandInput, 'Body' | 'ContentMD5'>) =>
    worded({ action: 'store', name: Key }, () =>
      client.send(new PutObjectCommand({ Bucket, Key, ...content })),
    )
  return {
    addressOf: name => `s3://${Bucket}/${keyOf(name)}`,
    async list(folder) {
      const inside = `${keyOf(folder)}/`
      const objects = await worded({ action: 'list', name: inside }, () =>
        listObjects(client, Bucket, inside),
      )
      return objects.map(({ name }) => name.slice(prefix.length))
    },
    async put(name, path) {
      // A file in memory, because the library cannot send a stream again. The number of its rows is limited.
      const Body = await readFile(path)
      await put(keyOf(name), { Body, ContentMD5: createHash('md5').update(Body).digest('base64') })
    },
    async putText(name, Body) {
      await put(keyOf(name), { Body })
    },
    async remove(names) {
      for (const Key of names.map(keyOf))
        await worded({ action: 'delete', name: Key }, () =>
          client.send(new DeleteObjectCommand({ Bucket, Key })),
        )
    },
  }
}

async function worded<Answer>(asked: Asked, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    throw toRefusal(error, asked)
  }
}
