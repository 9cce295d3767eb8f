import { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { transfer } from '../transfer.ts'
import type { S3Object } from './completeness.ts'

/** @throws ChangedError if the object is gone, or does not meet the condition */
export type GetObject = (
  key: string,
  condition: { readonly IfMatch: string; readonly Range?: string },
) => Promise<GetObjectCommandOutput>

// The ETag of an object that was uploaded in one part is its MD5, unless a key of AWS KMS encrypts it.
const MD5 = /^"([0-9a-f]{32})"$/

/**
 * Fetches this very version of an object into a file. A transfer that breaks goes on where it ended.
 * @throws ChangedError if the object was replaced
 */
export function fetchObject(get: GetObject, object: S3Object, path: string): Promise<void> {
  const [, md5] = MD5.exec(object.version) ?? []
  return transfer(
    object,
    async from => {
      const reply = await get(object.name, {
        ...{ IfMatch: object.version, ...(from > 0 && { Range: `bytes=${from}-` }) },
      })
      const isOfKms = reply.ServerSideEncryption?.startsWith('aws:kms') === true
      return { body: partsOf(reply), md5: isOfKms ? undefined : md5 }
    },
    path,
  )
}

async function* partsOf({ Body }: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
  if (!(Body instanceof Readable)) throw new Error('an answer without a body')
  for await (const part of Body) if (part instanceof Uint8Array) yield part
}
