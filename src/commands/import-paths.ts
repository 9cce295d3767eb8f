import type { Config } from '../config.ts'
import { type BucketFlags, readBucketFlags, readImportFlags } from '../features/warehouse/flags.ts'
import { importBucket } from '../features/warehouse/import-bucket.ts'
import { type Imported, importFiles } from '../features/warehouse/import-files.ts'
import { findSourceByName } from '../features/warehouse/sources/source-store.ts'
import type { Org } from '../runtime/catalog/catalog.ts'
import { createVettedAgents } from '../runtime/outbound/agents.ts'
import type { Services } from '../services.ts'
import { exportedRowsOf } from '../worker-wiring.ts'
import type { Flags } from './command.ts'

export interface PathImport {
  readonly config: Config
  readonly services: Services
  readonly org: Org
  readonly flags: Flags
  readonly paths: readonly string[]
  readonly onProgress: (progress: string) => void
}

/**
 * Imports files, folders or a prefix of a bucket, as the flags say.
 * @throws if a flag is wrong, or the name is that of a stored source
 */
export async function importPaths(given: PathImport): Promise<AsyncGenerator<Imported>> {
  const { config, services, org, flags, paths, onProgress } = given
  const { platform, columns, properties, window, accept } = flags
  const reading = readImportFlags({ platform, columns, properties, window })
  const source = sourceOf(flags, paths)
  if ((await findSourceByName(services.db, org.id, source)) !== undefined)
    throw new Error(
      `"${source}" is a stored source, which replaces its days by what it finds itself. Leave out the files, or choose another name.`,
    )
  const { db, clock, spool } = services
  const loading = { db, clock, spool, apply: exportedRowsOf(services, org), onProgress }
  const common = { orgId: org.id, source, reading, isAccepted: accept === true }
  const address = readBucketFlags(flags, paths)
  return address === undefined
    ? importFiles(loading, { ...common, paths })
    : importBucket(loading, { ...common, ...(await openForImport(config, address)) })
}

/** A prefix is a source of its own. */
const sourceOf = ({ source }: Flags, [path = '']: readonly string[]): string =>
  typeof source === 'string' ? source : path.startsWith('s3://') ? path : 'files'

async function openForImport({ allowedPrivateHosts, spoolBytesMax }: Config, flags: BucketFlags) {
  // Loading Amazon's library takes longer than starting a server.
  const { openBucket } = await import('../features/warehouse/s3/bucket.ts')
  const { endpoint, rules } = flags
  const agents = createVettedAgents(
    allowedPrivateHosts,
    endpoint === undefined ? undefined : new URL(endpoint),
  )
  return {
    ...{ bucket: openBucket(flags, agents), bucketName: flags.bucket, rules },
    objectBytesMax: spoolBytesMax,
  }
}
