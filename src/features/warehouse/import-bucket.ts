import { partitionsOf } from './find-files.ts'
import type { Import, Imported } from './import-files.ts'
import {
  type FoundPartition,
  type Load,
  type Loaded,
  type Loading,
  loadPartition,
  settledAs,
} from './load.ts'
import type { Bucket } from './s3/bucket.ts'
import {
  folderOf,
  isDataObject,
  type JudgedPartition,
  judge,
  type Rules,
  type S3Object,
} from './s3/completeness.ts'
import { type Commit, isCommit, isManifest, type Manifest, readCommit, readManifest } from './s3/markers.ts'
import {
  loadPartitionNames,
  openPartition,
  openSource,
  saveHeld,
  saveWaiting,
  withFindings,
} from './store.ts'

export interface BucketImport extends Import {
  readonly bucket: Bucket
  readonly bucketName: string
  readonly rules: Omit<Rules, 'now'>
  /** Larger objects are not fetched. */
  readonly objectBytesMax: number
  /** Called once, before anything is fetched. */
  readonly onPlan?: (plan: Plan) => void
}

/** What an import finds. */
export interface Plan {
  /** The partitions that will be read. */
  readonly due: readonly PlannedPartition[]
  /** All days in paths. */
  readonly days: readonly string[]
}
export interface PlannedPartition {
  readonly name: string
  readonly objects: number
  readonly bytes: number
}

/**
 * Imports what lies under a prefix, the newest day first. A day that is no longer there is held back like one whose
 * rows are gone.
 */
export async function* importBucket(loading: Loading, given: BucketImport): AsyncGenerator<Imported> {
  const { db, clock } = loading
  const { orgId, reading, isAccepted, objectBytesMax } = given
  const judged = await judgedIn(loading, given)
  const sourceId = await openSource(db, orgId, given.source, clock())
  const present = new Set(judged.map(({ name }) => name))
  const vanished = (await loadPartitionNames(db, orgId, sourceId)).filter(name => !present.has(name))
  const gone = vanished.map(name => ({ name, day: null, files: [], leftOut: [], waiting: null }))
  const looked: Looked[] = []
  for (const each of [...[...judged].sort(byNewest), ...gone]) looked.push(await look(each))
  given.onPlan?.(planOf(looked))
  for (const { load, found, settled } of looked) {
    const { name, leftOut } = found
    if (leftOut.length > 0)
      loading.onProgress(`${name}: left out, not of its newest export: ${leftOut.join(', ')}`)
    const loaded = settled ?? (await loadPartition(loading, load))
    await saveWaiting(db, orgId, load.partition, loaded.state === 'waiting' ? loaded.reason : null)
    yield { name, ...loaded }
  }

  async function look({ waiting, ...found }: JudgedPartition): Promise<Looked> {
    const partition = await openPartition(db, orgId, sourceId, found.name, clock())
    const load = { orgId, partition, found: fetching(given.bucket, found), reading, isAccepted }
    if (waiting !== null) return { found, load, settled: { state: 'waiting', reason: waiting } }
    const large = found.files.find(({ bytes }) => bytes > objectBytesMax)
    const settled = await settledAs(db, load)
    if (settled !== undefined || large === undefined) return { found, load, settled }
    const reason = tooLarge(large, objectBytesMax)
    const files = withFindings(found.files, [])
    await db.transaction(session => saveHeld(session, orgId, { id: partition.id, reason, files }, clock()))
    return { found, load, settled: { state: 'held', reason } }
  }
}

interface Looked {
  readonly found: Omit<JudgedPartition, 'waiting'>
  readonly load: Load
  /** Undefined: it has to be read. */
  readonly settled: Loaded | undefined
}

const planOf = (looked: readonly Looked[]): Plan => ({
  due: looked
    .filter(({ settled }) => settled === undefined)
    .map(({ found: { name, files } }) => ({
      ...{ name, objects: files.length },
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
  days: looked.flatMap(({ found: { day } }) => day ?? []).sort(),
})

const byNewest = (left: JudgedPartition, right: JudgedPartition): number => (left.name < right.name ? 1 : -1)

const tooLarge = ({ name, bytes }: S3Object, max: number): string =>
  `too-large: ${name} has ${bytes} bytes, and PARLEY_SPOOL_BYTES_MAX allows ${max}. Write smaller files (Redshift: MAXFILESIZE 256 MB).`

function fetching(bucket: Bucket, { leftOut, ...found }: Omit<JudgedPartition, 'waiting'>): FoundPartition {
  const byName = new Map(found.files.map(file => [file.name, file]))
  return {
    ...found,
    async fetch({ name }, path) {
      const object = byName.get(name)
      if (object !== undefined) await bucket.fetch(object, path)
    },
    async isStill() {
      const objects = await bucket.list(folderOf(found.files))
      const now = partitionsOf(objects.filter(isDataObject)).find(({ name }) => name === found.name)
      const left = new Set(leftOut)
      const versions = (files: readonly S3Object[]) =>
        files.flatMap(({ name, version }) => (left.has(name) ? [] : `${name} ${version}`)).join('\n')
      return versions(now?.files ?? []) === versions(found.files)
    },
  }
}

async function judgedIn({ clock }: Loading, { bucket, bucketName, rules }: BucketImport) {
  const objects = await bucket.list()
  const manifests: Manifest[] = []
  const commits: Commit[] = []
  for (const { name, modifiedAt } of objects) {
    if (isManifest(name)) {
      const manifest = readManifest(await bucket.text(name), bucketName, modifiedAt)
      if (manifest) manifests.push(manifest)
    } else if (isCommit(name)) commits.push(readCommit(name, await bucket.text(name)))
  }
  return judge(objects, { manifests, commits }, { ...rules, now: clock() })
}
