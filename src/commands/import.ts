import { PLATFORM_SLUGS } from '../core/platforms/index.ts'
import { readAuthority } from '../features/warehouse/flags.ts'
import type { Imported } from '../features/warehouse/import-files.ts'
import { describeImport } from '../features/warehouse/text.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { openServices } from '../services.ts'
import type { Command, Flags } from './command.ts'
import { importPaths } from './import-paths.ts'
import { SHARE_FLAGS } from './import-share.ts'
import { readSource } from './read-source.ts'

export const importCommand: Command = {
  summary: 'Count the rows of Parquet files as events. With the embedded database, stop the server first.',
  words:
    'parley import [FILE…] [flags]: files, folders of files, or one s3://bucket/prefix; with --table, a shared table; without any, a stored source.',
  flags: {
    org: { type: 'string', help: 'Slug of the organisation. Required.' },
    source: {
      type: 'string',
      help: 'Name of the export. A newer export of a day replaces that day. Default: files. Without files: the name of a stored source, which is read now.',
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
    ...SHARE_FLAGS,
    scrubbed: {
      type: 'boolean',
      help: 'The export names no person: refuse rows whose ids are addresses or phone numbers.',
    },
    people: {
      type: 'string',
      help: 'How rows name people: plain, hashed (keyed hashes, made with the key of the organisation), or hash_on_reading (Parley makes them). Default: plain.',
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
    const { org: slug, accept } = flags
    const isStored = paths.length === 0 && flags['table'] === undefined
    if (typeof slug !== 'string' || (isStored && typeof flags['source'] !== 'string'))
      throw new Error('Name the files and the organisation: parley import events.parquet --org acme')
    const services = await openServices(config, createLog('warn', 2), () => new Date())
    try {
      const org = await findOrg(services.catalog, slug)
      let held = 0
      const onImported = (imported: Imported) => {
        console.log(`${imported.name}: ${describeImport(imported)}`)
        if (imported.state === 'held') held++
      }
      const authority = readAuthority(flags['authority'])
      const onProgress = (progress: string) => console.error(progress)
      if (isStored) {
        refuseStored(flags)
        const options = { isAccepted: accept === true, onImported, onProgress }
        await readSource(services, org, String(flags['source']), { ...options, authority })
      } else {
        const given = { config, services, org, flags, paths, authority, onProgress }
        for await (const imported of await importPaths(given)) onImported(imported)
      }
      // Without a server, nobody else would apply a choice to stored events.
      while (await services.jobs.round());
      if (held > 0) throw new Error(`${held} not taken. What was counted before stays as it was.`)
    } finally {
      await services.close()
    }
  },
}

const OF_STORED = ['org', 'source', 'authority', 'accept']

/** @throws if a flag says what a stored source has stored */
function refuseStored(flags: Flags): void {
  const wrong = Object.keys(flags).filter(name => flags[name] !== undefined && !OF_STORED.includes(name))
  if (wrong.length > 0)
    throw new Error(
      `Leave out ${wrong.map(name => `--${name}`).join(', ')}: a stored source has settings of its own.`,
    )
}
