import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { readBucketAddress } from '../features/warehouse/bucket-flags.ts'
import { type Day, dayAt, daysBetween, readDay } from '../features/warehouse/export/day.ts'
import { type Destination, folderDestination } from '../features/warehouse/export/destination.ts'
import { exportDays } from '../features/warehouse/export/export-days.ts'
import { describeExport } from '../features/warehouse/export/text.ts'
import { DAY_MS } from '../lib/duration.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { createVettedAgents } from '../runtime/outbound/agents.ts'
import { openServices } from '../services.ts'
import type { Command, Flags } from './command.ts'

export const exportCommand: Command = {
  summary:
    'Write decisions and attributed events as Parquet files. With the embedded database, stop the server first.',
  words: 'parley export FOLDER [flags], or s3://bucket/prefix in the place of the folder.',
  flags: {
    org: { type: 'string', help: 'Slug of the organisation. Required.' },
    from: { type: 'string', help: 'The first day in UTC, such as 2026-01-01. Default: yesterday.' },
    to: { type: 'string', help: 'The last day. Default: the first, or yesterday if that is later.' },
    'with-people': { type: 'boolean', help: 'Fill the columns user_id and email. Default: they are null.' },
    endpoint: { type: 'string', help: 'Address of the S3 server. Default: Amazon’s of the region.' },
    region: { type: 'string', help: 'Region of the bucket. Default: us-east-1.' },
    'path-style': { type: 'boolean', help: 'The S3 server has the bucket in the path, not in the host.' },
  },
  async run(config, flags, words = []) {
    const { org: slug } = flags
    const [place, ...others] = words
    if (typeof slug !== 'string' || place === undefined || others.length > 0)
      throw new Error('Name a folder or an address, and the organisation: parley export out/ --org acme')
    const now = new Date()
    const days = readDays(flags, dayAt(new Date(now.getTime() - DAY_MS)))
    const destination = await openDestination(config, flags, place)
    const services = await openServices(config, createLog('warn', 2), () => new Date())
    try {
      const org = await findOrg(services.catalog, slug)
      const { db, clock } = services
      const exporting = { db, clock, spool: resolve(join(config.dataDir, 'spool')) }
      const given = { org, destination, days, withPeople: flags['with-people'] === true }
      for await (const exported of exportDays(exporting, given)) console.log(describeExport(exported))
    } finally {
      await services.close()
    }
  },
}

async function openDestination(
  { allowedPrivateHosts }: Config,
  flags: Flags,
  place: string,
): Promise<Destination> {
  const address = readBucketAddress(flags, [place])
  if (address === undefined) return folderDestination(resolve(place))
  // Loading Amazon's library takes longer than starting a server.
  const { bucketDestination } = await import('../features/warehouse/export/bucket-destination.ts')
  const endpoint = address.endpoint === undefined ? undefined : new URL(address.endpoint)
  return bucketDestination(address, createVettedAgents(allowedPrivateHosts, endpoint))
}

function readDays({ from, to }: Flags, yesterday: Day): readonly Day[] {
  const read = (name: string, flag: Flags[string]): Day | undefined => {
    if (typeof flag !== 'string') return undefined
    const day = readDay(flag)
    if (day === undefined) throw new Error(`--${name} ${flag} is no day. Write it as 2026-01-31.`)
    return day
  }
  const first = read('from', from) ?? read('to', to) ?? yesterday
  const last = read('to', to) ?? (first.from < yesterday.from ? yesterday : first)
  const days = daysBetween(first, last)
  if (days.length === 0) throw new Error('--to is before --from.')
  return days
}
