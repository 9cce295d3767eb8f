import { partitionsOf } from './find-files.ts'
import type { Import, Imported } from './import-files.ts'
import { type FoundPartition, type Loading, loadPartition } from './load.ts'
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
import { loadPartitionNames, openPartition, openSource } from './store.ts'

export interface BucketImport extends Import {
  readonly bucket: Bucket
  readonly bucketName: string
  readonly rules: Omit<Rules, 'now'>
  /** Larger objects are not fetched. */
  readonly objectBytesMax: number
}

/**
 * Imports what lies under a prefix, the newest day first. A day that is no longer there is held back like one whose
 * rows are gone.
 */
export async function* importBucket(loading: Loading, given: BucketImport): AsyncGenerator<Imported> {
  const { db, clock } = loading
  const { orgId, reading, isAccepted, objectBytesMax } = given
  const partitions = await judgedIn(loading, given)
  const sourceId = await openSource(db, orgId, given.source, clock())
  const present = new Set(partitions.map(({ name }) => name))
  const vanished = (await loadPartitionNames(db, orgId, sourceId)).filter(name => !present.has(name))
  for (const { waiting, ...found } of [...partitions].sort(byNewest)) {
    const { name, leftOut } = found
    if (leftOut.length > 0)
      loading.onProgress(`${name}: left out, not of its newest export: ${leftOut.join(', ')}`)
    const large = found.files.find(({ bytes }) => bytes > objectBytesMax)
    if (waiting !== null) yield { name, state: 'waiting', reason: waiting }
    else if (large) yield { name, state: 'held', reason: tooLarge(large, objectBytesMax) }
    else yield { name, ...(await load(found)) }
  }
  for (const name of vanished) yield { name, ...(await load({ name, day: null, files: [], leftOut: [] })) }

  async function load(judged: Omit<JudgedPartition, 'waiting'>) {
    const partition = await openPartition(db, orgId, sourceId, judged.name, clock())
    const found = fetching(given.bucket, judged)
    return loadPartition(loading, { orgId, partition, found, reading, isAccepted })
  }
}

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
