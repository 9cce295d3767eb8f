import { HOUR_MS, inWords } from '../../../lib/duration.ts'
import type { FoundFile } from '../file-store.ts'
import { partitionsOf } from '../find-files.ts'
import { isData } from '../partition-name.ts'
import { SourceError } from '../source-error.ts'
import type { Commit, Manifest } from './markers.ts'

/** An object as a listing shows it. Its name is its key, its version its ETag. */
export interface S3Object extends FoundFile {
  readonly modifiedAt: Date
}

/** What an exporter has written beside the data. */
export interface Markers {
  readonly manifests: readonly Manifest[]
  readonly commits: readonly Commit[]
}

export interface Rules {
  readonly now: Date
  /** A partition without markers is complete when nothing has changed for this time. */
  readonly quietMs: number
  /** append: old files stay beside new ones. overwrite: an export replaces all files of a day. */
  readonly mode: 'overwrite' | 'append'
}

export interface JudgedPartition {
  readonly name: string
  readonly day: string | null
  /** The files that count. */
  readonly files: readonly S3Object[]
  /** Files that an earlier export has left, or that no job has committed. */
  readonly leftOut: readonly string[]
  /** Why it is not complete yet; null if it is. */
  readonly waiting: string | null
}

const SUCCESS = /(?:^|\/)_SUCCESS$/
/** Files of one export are written within this time. */
const WAVE_MS = 6 * HOUR_MS

/**
 * The partitions under a prefix, and which of their files count: those of the newest export.
 * @throws if the prefix is a Delta table, whose files cannot be told from deleted ones by a listing
 */
export function judge(
  objects: readonly S3Object[],
  markers: Markers,
  rules: Rules,
): readonly JudgedPartition[] {
  if (objects.some(({ name }) => name.includes('/_delta_log/')))
    throw new SourceError(
      'The prefix is a Delta table, which keeps deleted files. Export it as plain Parquet files.',
    )
  const successAt = Math.max(0, ...objects.filter(({ name }) => SUCCESS.test(name)).map(timeOf))
  return partitionsOf(objects.filter(isDataObject)).map(({ name, day, files }) => ({
    ...{ name, day },
    ...(byManifest(files, markers) ?? byCommits(files, markers) ?? byTime(files, successAt, rules)),
  }))
}

export const isDataObject = ({ name }: S3Object): boolean => isData(name)

type Judgement = Pick<JudgedPartition, 'files' | 'leftOut' | 'waiting'>

const timeOf = ({ modifiedAt }: S3Object): number => modifiedAt.getTime()
const newestOf = (files: readonly S3Object[]): number => Math.max(...files.map(timeOf))
const namesOf = (files: readonly S3Object[]): readonly string[] => files.map(({ name }) => name)

/** Redshift writes its manifest last: an older one is of an earlier export. */
function byManifest(files: readonly S3Object[], { manifests }: Markers): Judgement | undefined {
  const folder = folderOf(files)
  const manifest = manifests
    .filter(({ modifiedAt }) => modifiedAt.getTime() >= newestOf(files))
    .find(({ entries }) => [...entries.keys()].some(key => key.startsWith(folder)))
  if (manifest === undefined) return undefined
  const byName = new Map(files.map(file => [file.name, file]))
  const listed = [...manifest.entries].filter(([key]) => key.startsWith(folder))
  const missing = listed.find(([key, bytes]) => {
    const file = byName.get(key)
    return file === undefined || (bytes !== null && bytes !== file.bytes)
  })
  const isListed = ({ name }: S3Object) => manifest.entries.has(name)
  return {
    files: files.filter(isListed),
    leftOut: namesOf(files.filter(file => !isListed(file))),
    waiting: missing ? `Its manifest lists ${missing[0]}, which is not there in full.` : null,
  }
}

/** Databricks writes a marker at the start of a job, and one with the names of its files at its end. */
function byCommits(files: readonly S3Object[], { commits }: Markers): Judgement | undefined {
  const folder = folderOf(files)
  const own = commits.filter(({ key }) => key.startsWith(folder))
  if (own.length === 0) return undefined
  const pathsOf = (names: (commit: Commit) => readonly string[]) =>
    new Set(own.flatMap(commit => names(commit).map(name => `${commit.folder}${name}`)))
  const [added, removed] = [pathsOf(commit => commit.added), pathsOf(commit => commit.removed)]
  const isLive = ({ name }: S3Object) => added.has(name) && !removed.has(name)
  const live = files.filter(isLive)
  return {
    files: live,
    leftOut: namesOf(files.filter(file => !isLive(file))),
    waiting: own.every(({ isStarted }) => isStarted) ? 'Its job has not committed its files yet.' : null,
  }
}

function byTime(files: readonly S3Object[], successAt: number, { now, quietMs, mode }: Rules): Judgement {
  const newest = newestOf(files)
  const isOfWave = (file: S3Object) => mode === 'append' || timeOf(file) >= newest - WAVE_MS
  const isQuiet = successAt >= newest || newest + quietMs <= now.getTime()
  return {
    files: files.filter(isOfWave),
    leftOut: namesOf(files.filter(file => !isOfWave(file))),
    waiting: isQuiet
      ? null
      : `Its newest file is younger than ${inWords(quietMs)}, and no marker says that it is complete.`,
  }
}

/** The folder that holds all of these objects. */
export function folderOf([first, ...others]: readonly S3Object[]): string {
  let folder = first?.name.slice(0, first.name.lastIndexOf('/') + 1) ?? ''
  while (others.some(({ name }) => !name.startsWith(folder)))
    folder = folder.slice(0, folder.slice(0, -1).lastIndexOf('/') + 1)
  return folder
}
