import type { Config } from '../config.ts'
import type { Channel } from '../core/mapping/channels.ts'
import { type BucketFlags, readBucketFlags } from '../features/warehouse/bucket-flags.ts'
import type { TableName } from '../features/warehouse/delta-sharing/table-name.ts'
import { readImportFlags } from '../features/warehouse/flags.ts'
import { importBucket } from '../features/warehouse/import-bucket.ts'
import { type Imported, importFiles } from '../features/warehouse/import-files.ts'
import { findSourceByName } from '../features/warehouse/sources/source-store.ts'
import type { Org } from '../runtime/catalog/catalog.ts'
import { createVettedAgents } from '../runtime/outbound/agents.ts'
import type { Services } from '../services.ts'
import { exportsOf } from '../worker-wiring.ts'
import type { Flags } from './command.ts'
import { importTable, readTableFlag, sourceOfTable } from './import-share.ts'

export interface PathImport {
  readonly config: Config
  readonly services: Services
  readonly org: Org
  readonly flags: Flags
  readonly paths: readonly string[]
  /** Which channel counts for names that webhooks report too. Undefined: a person has to choose. */
  readonly authority: Channel | undefined
  readonly onProgress: (progress: string) => void
}

/**
 * Imports files, folders, a prefix of a bucket or a shared table, as the flags say.
 * @throws if a flag is wrong, or the name is that of a stored source
 */
export async function importPaths(given: PathImport): Promise<AsyncGenerator<Imported>> {
  const { config, services, org, flags, paths, authority, onProgress } = given
  const { platform, columns, properties, window, scrubbed, people, accept } = flags
  const reading = readImportFlags({ platform, columns, properties, window, scrubbed, people })
  const table = readTableFlag(flags, paths)
  const source = sourceOf(flags, paths, table)
  if ((await findSourceByName(services.db, org.id, source)) !== undefined)
    throw new Error(
      `"${source}" is a stored source, which replaces its days by what it finds itself. Leave out the files, or choose another name.`,
    )
  const { db, clock, spool } = services
  const loading = { db, clock, spool, ...exportsOf(services, org, authority), onProgress }
  const common = { orgId: org.id, source, reading, isAccepted: accept === true }
  if (table !== undefined) return importTable(config, services, flags, loading, { ...common, table })
  const address = readBucketFlags(flags, paths)
  return address === undefined
    ? importFiles(loading, { ...common, paths })
    : importBucket(loading, { ...common, ...(await openForImport(config, address)) })
}

/** A prefix is a source of its own, and so is a shared table. */
function sourceOf({ source }: Flags, [path = '']: readonly string[], table: TableName | undefined): string {
  if (typeof source === 'string') return source
  if (table !== undefined) return sourceOfTable(table)
  return path.startsWith('s3://') ? path : 'files'
}

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
