import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { groupBy } from '../../lib/group-by.ts'
import { dayOfPath, isData } from './partition-name.ts'
import type { FoundFile } from './store.ts'

export interface LocalFile extends FoundFile {
  readonly path: string
}

export interface LocalPartition {
  readonly name: string
  readonly day: string | null
  readonly files: readonly LocalFile[]
}

/**
 * The Parquet files of some paths by partition, days first. A folder stands for all files inside it.
 * @throws if a path does not exist, or a folder has no Parquet file
 */
export async function findPartitions(paths: readonly string[]): Promise<readonly LocalPartition[]> {
  const found: LocalFile[] = []
  for (const path of paths) found.push(...(await findFiles(resolve(path))))
  const byName = groupBy(found, ({ path }) => dayOfPath(path)?.partition ?? path)
  return [...byName].map(([name, files]) => ({
    ...{ name, day: files[0] === undefined ? null : (dayOfPath(files[0].path)?.day ?? null) },
    files,
  }))
}

async function findFiles(path: string): Promise<readonly LocalFile[]> {
  const isFolder = (await stat(path)).isDirectory()
  const paths = isFolder ? (await parquetIn(path)).map(name => join(path, name)) : [path]
  if (paths.length === 0) throw new Error(`There is no Parquet file in ${path}.`)
  return Promise.all(paths.map(describe))
}

const parquetIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter(isData).toSorted()

async function describe(path: string): Promise<LocalFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of createReadStream(path)) {
    hash.update(part)
    bytes += part.length
  }
  return { name: path, path, sha256: hash.digest('hex'), bytes }
}
