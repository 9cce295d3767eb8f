import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { backoffMs } from '../../../lib/backoff.ts'
import { ChangedError } from '../load.ts'
import { SourceError } from '../source-error.ts'
import type { S3Object } from './completeness.ts'

/** @throws ChangedError if the object is gone, or does not meet the condition */
export type GetObject = (
  key: string,
  condition: { readonly IfMatch: string; readonly Range?: string },
) => Promise<GetObjectCommandOutput>

const FAILURES_MAX = 6
const RETRY_FIRST_MS = 200
const RETRY_MAX_MS = 10_000

// The ETag of an object that was uploaded in one part is its MD5, unless a key of AWS KMS encrypts it.
const MD5 = /^"([0-9a-f]{32})"$/

/**
 * Fetches this very version of an object into a file. A transfer that breaks goes on where it ended.
 * @throws ChangedError if the object was replaced
 */
export async function fetchObject(get: GetObject, object: S3Object, path: string): Promise<void> {
  const file = await open(path, 'w')
  const [, md5] = MD5.exec(object.version) ?? []
  const transfer: Transfer = { file, hash: createHash('md5'), done: 0, md5 }
  try {
    for (let failures = 1; transfer.done < object.bytes; failures++) {
      const error = await goOn(get, object, transfer)
      if (error === undefined) break
      if (error instanceof ChangedError || failures >= FAILURES_MAX || transfer.done >= object.bytes)
        throw error
      await new Promise(resolve => setTimeout(resolve, backoffMs(failures, RETRY_FIRST_MS, RETRY_MAX_MS)))
    }
  } finally {
    await file.close()
  }
  const isSame = transfer.md5 === undefined || transfer.hash.digest('hex') === transfer.md5
  if (transfer.done !== object.bytes || !isSame)
    throw new SourceError(`${object.name} did not arrive as it is stored. Run the import again.`)
}

interface Transfer {
  readonly file: FileHandle
  readonly hash: Hash
  done: number
  /** Undefined if the store does not say it. */
  md5: string | undefined
}

/** Fetches what is missing. @returns what stopped it; undefined at the end of the object */
async function goOn(
  get: GetObject,
  { name, version, bytes }: S3Object,
  transfer: Transfer,
): Promise<unknown> {
  const { file, hash, done } = transfer
  try {
    const reply = await get(name, { IfMatch: version, ...(done > 0 && { Range: `bytes=${done}-` }) })
    if (reply.ServerSideEncryption?.startsWith('aws:kms')) transfer.md5 = undefined
    for await (const part of partsOf(reply)) {
      transfer.done += part.length
      hash.update(part)
      await writeWhole(file, part)
    }
    return transfer.done < bytes ? new Error('the transfer ended early') : undefined
  } catch (error) {
    return error
  }
}

async function* partsOf({ Body }: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
  if (!(Body instanceof Readable)) throw new Error('an answer without a body')
  for await (const part of Body) if (part instanceof Uint8Array) yield part
}

async function writeWhole(file: FileHandle, part: Uint8Array): Promise<void> {
  for (let at = 0; at < part.length; ) at += (await file.write(part, at)).bytesWritten
}
