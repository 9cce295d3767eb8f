import { partitionsOf } from './find-files.ts'
import type { Import, Imported } from './import-files.ts'
import { loadEach, type Plan } from './load-each.ts'
import type { FoundPartition, Loading } from './loading.ts'
import { openSource } from './partition-store.ts'
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

export interface BucketImport extends Import {
  readonly bucket: Bucket
  readonly bucketName: string
  readonly rules: Omit<Rules, 'now'>
  /** Larger objects are not fetched. */
  readonly objectBytesMax: number
  /** Called once, before anything is fetched. */
  readonly onPlan?: (plan: Plan) => void
}

/**
 * Imports what lies under a prefix, the newest day first. A day that is no longer there is held back like one whose
 * rows are gone.
 */
export async function* importBucket(loading: Loading, given: BucketImport): AsyncGenerator<Imported> {
  const { db, clock } = loading
  const judged = await judgedIn(loading, given)
  const sourceId = await openSource(db, given.orgId, given.source, clock())
  const partitions = judged.map(({ waiting, ...found }) => ({ ...fetching(given.bucket, found), waiting }))
  yield* loadEach(loading, { ...given, sourceId, fileBytesMax: given.objectBytesMax }, partitions)
}

function fetching(bucket: Bucket, found: Omit<JudgedPartition, 'waiting'>): FoundPartition {
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
      const left = new Set(found.leftOut)
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
