import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { groupBy } from '../../lib/group-by.ts'
import type { FoundFile } from './file-store.ts'
import type { FoundPartition } from './loading.ts'
import { dayOfPath, isData } from './partition-name.ts'

/**
 * The Parquet files of some paths by partition. A folder stands for all files inside it.
 * @throws if a path does not exist, or a folder has no Parquet file
 */
export async function findPartitions(paths: readonly string[]): Promise<readonly FoundPartition[]> {
  const found: FoundFile[] = []
  for (const path of paths) found.push(...(await findFiles(resolve(path))))
  return partitionsOf(found).map(partition => ({ ...partition, pathOf: file => file.name }))
}

/** The partitions of files: by the day in their path, else each on its own. */
export const partitionsOf = <File extends FoundFile>(files: readonly File[]) =>
  [...groupBy(files, ({ name }) => dayOfPath(name)?.partition ?? name)].map(([name, inside]) => ({
    ...{ name, day: inside[0] === undefined ? null : (dayOfPath(inside[0].name)?.day ?? null) },
    files: inside,
  }))

async function findFiles(path: string): Promise<readonly FoundFile[]> {
  const isFolder = (await stat(path)).isDirectory()
  const paths = isFolder ? (await parquetIn(path)).map(name => join(path, name)) : [path]
  if (paths.length === 0) throw new Error(`There is no Parquet file in ${path}.`)
  return Promise.all(paths.map(describe))
}

const parquetIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter(isData).toSorted()

async function describe(path: string): Promise<FoundFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of createReadStream(path)) {
    hash.update(part)
    bytes += part.length
  }
  return { name: path, version: hash.digest('hex'), bytes }
}
