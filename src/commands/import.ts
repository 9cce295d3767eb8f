import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { PLATFORM_SLUGS } from '../core/platforms/index.ts'
import {
  type BucketFlags,
  readAuthority,
  readBucketFlags,
  readImportFlags,
} from '../features/warehouse/flags.ts'
import { importBucket } from '../features/warehouse/import-bucket.ts'
import { importFiles } from '../features/warehouse/import-files.ts'
import { describeImport } from '../features/warehouse/text.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { createVettedAgents } from '../runtime/outbound/agents.ts'
import { openServices } from '../services.ts'
import { exportsOf } from '../worker-wiring.ts'
import type { Command, Flags } from './command.ts'

export const importCommand: Command = {
  summary: 'Count the rows of Parquet files as events. With the embedded database, stop the server first.',
  words: 'parley import FILE… [flags]: files, folders of files, or one s3://bucket/prefix.',
  flags: {
    org: { type: 'string', help: 'Slug of the organisation. Required.' },
    source: {
      type: 'string',
      help: 'Name of the export. A newer export of a day replaces that day. Default: files.',
    },
    platform: {
      type: 'string',
      help: `Whose message ids and event names the rows have: ${PLATFORM_SLUGS}. Default: events.`,
    },
    columns: {
      type: 'string',
      help: 'Other names of columns, such as event_name=event,event_timestamp=sent_at.',
    },
    properties: {
      type: 'string',
      help: 'Other columns to keep, separated by commas; * keeps all. Default: none.',
    },
    window: {
      type: 'string',
      help: 'How long after a message a row with a person counts, such as 72h or 7d. Default: as the template says.',
    },
    scrubbed: {
      type: 'boolean',
      help: 'The export names no person: refuse rows whose ids are addresses or phone numbers.',
    },
    endpoint: { type: 'string', help: 'Address of the S3 server. Default: Amazon’s of the region.' },
    region: { type: 'string', help: 'Region of the bucket. Default: us-east-1.' },
    'path-style': { type: 'boolean', help: 'The S3 server has the bucket in the path, not in the host.' },
    quiet: {
      type: 'string',
      help: 'Minutes without a change after which a day without a marker is complete. Default: 15.',
    },
    append: {
      type: 'boolean',
      help: 'New files of a day are added to old ones. Default: they replace them.',
    },
    authority: {
      type: 'string',
      help: 'Which counts for events that webhooks report too: webhook or warehouse. Default: as chosen, else ask.',
    },
    accept: { type: 'boolean', help: 'Take an export although it has far fewer rows than the former one.' },
  },
  async run(config, flags, paths = []) {
    const { org: slug, accept, platform, columns, properties, window, scrubbed } = flags
    const reading = readImportFlags({ platform, columns, properties, window, scrubbed })
    if (typeof slug !== 'string' || paths.length === 0)
      throw new Error('Name the files and the organisation: parley import events.parquet --org acme')
    const services = await openServices(config, createLog('warn', 2), () => new Date())
    try {
      const org = await findOrg(services.catalog, slug)
      const loading = {
        ...{ db: services.db, clock: services.clock, spool: resolve(join(config.dataDir, 'spool')) },
        ...exportsOf(services, org, readAuthority(flags['authority'])),
        onProgress: (progress: string) => console.error(progress),
      }
      const given = { orgId: org.id, source: sourceOf(flags, paths), reading, isAccepted: accept === true }
      const address = readBucketFlags(flags, paths)
      const imports =
        address === undefined
          ? importFiles(loading, { ...given, paths })
          : importBucket(loading, { ...given, ...(await openForImport(config, address)) })
      let held = 0
      for await (const imported of imports) {
        console.log(`${imported.name}: ${describeImport(imported)}`)
        if (imported.state === 'held') held++
      }
      // Without a server, nobody else would apply a choice to stored events.
      while (await services.jobs.round());
      if (held > 0) throw new Error(`${held} not taken. What was counted before stays as it was.`)
    } finally {
      await services.close()
    }
  },
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
