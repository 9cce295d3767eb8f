import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { backoffMs } from '../../lib/backoff.ts'
import { ChangedError } from './loading.ts'
import { SourceError } from './source-error.ts'

/** An answer with the rest of a file. */
export interface Rest {
  readonly body: AsyncIterable<Uint8Array>
  /** The MD5 of the whole file, in hexadecimal; undefined if the store does not say it. */
  readonly md5: string | undefined
}

/** Asks for a file from this byte on. @throws ChangedError if the file is gone, or another than before */
export type GetRest = (from: number) => Promise<Rest>

interface Wanted {
  readonly name: string
  readonly bytes: number
}

const FAILURES_MAX = 6
const RETRY_FIRST_MS = 200
const RETRY_MAX_MS = 10_000

/**
 * Fetches a file. A transfer that breaks goes on where it ended.
 * @throws ChangedError if the file was replaced
 */
export async function transfer({ name, bytes }: Wanted, get: GetRest, path: string): Promise<void> {
  const file = await open(path, 'w')
  const state: State = { file, hash: createHash('md5'), done: 0, md5: undefined }
  try {
    for (let failures = 1; state.done < bytes; failures++) {
      const error = await goOn(get, { name, bytes }, state)
      if (error === undefined) break
      if (error instanceof ChangedError || failures >= FAILURES_MAX || state.done >= bytes) throw error
      await new Promise(resolve => setTimeout(resolve, backoffMs(failures, RETRY_FIRST_MS, RETRY_MAX_MS)))
    }
  } finally {
    await file.close()
  }
  const isSame = state.md5 === undefined || state.hash.digest('hex') === state.md5
  if (state.done !== bytes || !isSame)
    throw new SourceError(`${name} did not arrive as it is stored. Run the import again.`)
}

interface State {
  readonly file: FileHandle
  readonly hash: Hash
  done: number
  md5: string | undefined
}

/** Fetches what is missing. @returns what stopped it; undefined at the end of the file */
async function goOn(get: GetRest, { name, bytes }: Wanted, state: State): Promise<unknown> {
  try {
    const { body, md5 } = await get(state.done)
    state.md5 = md5
    for await (const part of body) {
      state.done += part.length
      state.hash.update(part)
      await writeWhole(state.file, part)
    }
    return state.done < bytes
      ? new SourceError(`The store ended the transfer of ${name} early. The next run tries again.`)
      : undefined
  } catch (error) {
    return error
  }
}

async function writeWhole(file: FileHandle, part: Uint8Array): Promise<void> {
  for (let at = 0; at < part.length; ) at += (await file.write(part, at)).bytesWritten
}
