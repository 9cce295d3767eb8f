import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
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
  const put = (Key: string, Body: Buffer) => {
    const ContentMD5 = createHash('md5').update(Body).digest('base64')
    const command = { Bucket, Key, Body, ContentLength: Body.length, ContentMD5 }
    return worded({ action: 'store', name: Key }, () => client.send(new PutObjectCommand(command)))
  }
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
      // In memory, because the library cannot send a stream again. The number of rows in a file is limited.
      await put(keyOf(name), await readFile(path))
    },
    async putText(name, text) {
      await put(keyOf(name), Buffer.from(text))
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
