import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DeleteObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import type { VettedAgents } from '../../../runtime/outbound/agents.ts'
import { type BucketAddress, listObjects, openClient, refused } from '../s3/bucket.ts'
import type { Destination } from './destination.ts'

/** A prefix of a bucket. */
export function bucketDestination(address: BucketAddress, agents: VettedAgents): Destination {
  const { bucket: Bucket, prefix } = address
  const client = openClient(address, agents)
  const keyOf = (name: string) => `${prefix}${name}`
  const put = (name: string, content: Pick<PutObjectCommandInput, 'Body' | 'ContentMD5'>) =>
    worded(
      () => client.send(new PutObjectCommand({ Bucket, Key: keyOf(name), ...content })),
      `to store ${keyOf(name)}`,
    )
  return {
    addressOf: name => `s3://${Bucket}/${keyOf(name)}`,
    async list(folder) {
      const inside = `${keyOf(folder)}/`
      const objects = await worded(() => listObjects(client, Bucket, inside), `to list ${inside}`)
      return objects.map(object => object.name.slice(prefix.length))
    },
    async put(name, path) {
      // A file in memory, because the library cannot send a stream again. The number of its rows is limited.
      const Body = await readFile(path)
      await put(name, { Body, ContentMD5: createHash('md5').update(Body).digest('base64') })
    },
    async putText(name, Body) {
      await put(name, { Body })
    },
    async remove(names) {
      for (const name of names)
        await worded(
          () => client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(name) })),
          `to delete ${keyOf(name)}`,
        )
    },
  }
}

async function worded<Answer>(call: () => Promise<Answer>, what: string): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    throw refused(error, what, 'The day is not complete.')
  }
}
