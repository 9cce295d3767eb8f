import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { padsOf } from '../../core/ids/hashed-name.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Database } from '../../runtime/db/session.ts'
import { deleteChunk, loadChunks, loadKeys } from './chunk-store.ts'
import type { FoundFile } from './file-store.ts'
import { withoutKept } from './known-files.ts'
import { type Load, type Loading, NO_HASH_KEY, type Reading } from './loading.ts'
import type { HashedPeople } from './reader/hashed-people.ts'
import type { ReadResult } from './reader/messages.ts'
import { readFiles } from './reader/read-files.ts'
import { SourceError } from './source-error.ts'

// The clocks of two companies differ, and a day begins earlier in the east.
const AHEAD_MAX_MS = 48 * HOUR_MS

/** Reads the files, one at a time. Those that are fetched stay in the spool until the rows to count are known. */
export async function readPartition(
  spool: string,
  loading: Loading,
  { found, reading }: Load,
  kept: readonly FoundFile[],
): Promise<ReadResult> {
  const { columns, properties, isScrubbed } = reading
  const people = hashedPeopleOf(reading, loading.personHashKey)
  const latestUs = (loading.clock().getTime() + AHEAD_MAX_MS) * 1000
  const { pathOf, fetch, tableFileOf } = found
  const files = withoutKept(found.files, kept).map((file, at) => ({
    ...{ name: file.name, path: pathOf?.(file) ?? join(spool, `${at}.parquet`), file },
    table: tableFileOf?.(file),
  }))
  const order = {
    ...{ spool, files: files.map(({ file, ...ordered }) => ordered), day: found.day },
    ...{ isAddition: kept.length > 0, projection: { columns, properties, isScrubbed, people, latestUs } },
  }
  const byName = new Map(files.map(file => [file.name, file]))
  return readFiles(order, async name => {
    loading.onProgress(`reading ${name}`)
    const { file, path } = byName.get(name) ?? {}
    if (file !== undefined && path !== undefined) await fetch?.(file, path)
  })
}

/** @throws SourceError if hashes have to be made, or met, and there is no key */
function hashedPeopleOf({ people }: Reading, key: string | undefined): HashedPeople | undefined {
  if (people === 'plain') return undefined
  if (key === undefined) throw new SourceError(NO_HASH_KEY)
  return people === 'hashed' ? 'already' : padsOf(key)
}

/** Writes the keys of the rows that are events, so that the reader can compare. Deletes chunks without any. */
export async function writeFormer(
  db: Database,
  orgId: number,
  partitionId: string,
  path: string,
): Promise<void> {
  const chunks = await loadChunks(db, orgId, partitionId)
  if (chunks.length === 0) return
  const file = await open(path, 'w')
  try {
    for (const chunk of chunks) {
      const keys = await loadKeys(db, orgId, chunk)
      if (keys.length === 0) await deleteChunk(db, orgId, partitionId, chunk)
      const receivedUs = `${chunk.receivedAt.getTime()}000`
      await file.write(keys.map(({ key, id }) => `${key},${id},${receivedUs}\n`).join(''))
    }
  } finally {
    await file.close()
  }
}
