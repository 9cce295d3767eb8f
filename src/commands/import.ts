import { join, resolve } from 'node:path'
import { PLATFORM_SLUGS } from '../core/platforms/index.ts'
import { readImportFlags } from '../features/warehouse/flags.ts'
import { importFiles } from '../features/warehouse/import-files.ts'
import { describeImport } from '../features/warehouse/text.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { openServices } from '../services.ts'
import { exportedRowsOf } from '../worker.ts'
import type { Command } from './command.ts'

export const importCommand: Command = {
  summary: 'Count the rows of Parquet files as events. With the embedded database, stop the server first.',
  words: 'parley import FILE… [flags]: files, and folders of files.',
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
    accept: { type: 'boolean', help: 'Take an export although it has far fewer rows than the former one.' },
  },
  async run(config, { org: slug, source, accept, ...flags }, paths = []) {
    const { platform, columns, properties, window } = flags
    const reading = readImportFlags({ platform, columns, properties, window })
    if (typeof slug !== 'string' || paths.length === 0)
      throw new Error('Name the files and the organisation: parley import events.parquet --org acme')
    const services = await openServices(config, createLog('warn', 2), () => new Date())
    try {
      const org = await findOrg(services.catalog, slug)
      const loading = {
        ...{ db: services.db, clock: services.clock, spool: resolve(join(config.dataDir, 'spool')) },
        ...{
          apply: exportedRowsOf(services, org),
          onProgress: (progress: string) => console.error(progress),
        },
      }
      const given = {
        ...{ orgId: org.id, source: typeof source === 'string' ? source : 'files', paths, reading },
        isAccepted: accept === true,
      }
      let held = 0
      for await (const imported of importFiles(loading, given)) {
        console.log(`${imported.name}: ${describeImport(imported)}`)
        if (imported.state === 'held') held++
      }
      if (held > 0) throw new Error(`${held} not taken. What was counted before stays as it was.`)
    } finally {
      await services.close()
    }
  },
}
