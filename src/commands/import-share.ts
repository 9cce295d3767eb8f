import { readFile } from 'node:fs/promises'
import type { Config } from '../config.ts'
import { expiryOf } from '../features/warehouse/delta-sharing/expiry.ts'
import { activate, keptProfile, profileIn } from '../features/warehouse/delta-sharing/find-profile.ts'
import { importShare } from '../features/warehouse/delta-sharing/import-share.ts'
import { openShare } from '../features/warehouse/delta-sharing/open-client.ts'
import type { Profile } from '../features/warehouse/delta-sharing/profile.ts'
import { nameOf, readTableName, type TableName } from '../features/warehouse/delta-sharing/table-name.ts'
import type { Import, Imported } from '../features/warehouse/import-files.ts'
import type { Loading } from '../features/warehouse/loading.ts'
import { openSource } from '../features/warehouse/partition-store.ts'
import type { Services } from '../services.ts'
import type { Flags } from './command.ts'

export const SHARE_FLAGS = {
  table: { type: 'string', help: 'A table that is shared with you by Delta Sharing: share.schema.table.' },
  profile: { type: 'string', help: 'The file with the profile of that share.' },
  'activation-link-file': {
    type: 'string',
    help: 'A file with the activation link of that share. Parley redeems it and keeps the profile, encrypted.',
  },
} as const

/** The table that the flags name; undefined if they name none. @throws if a flag is wrong */
export function readTableFlag({ table }: Flags, paths: readonly string[]): TableName | undefined {
  if (typeof table !== 'string') return undefined
  if (paths.length > 0) throw new Error('Name files or a shared table, not both.')
  const name = readTableName(table)
  if (!name.ok) throw new Error(name.reason)
  return name.value
}

/** A table is a source of its own. */
export const sourceOfTable = (table: TableName): string => nameOf(table).toLowerCase()

export async function* importTable(
  config: Config,
  services: Services,
  flags: Flags,
  loading: Loading,
  given: Import & { readonly table: TableName },
): AsyncGenerator<Imported> {
  const { db, clock, tokens } = services
  const sourceId = await openSource(db, given.orgId, given.source, clock())
  const profile = await profileOf(services, flags, given.orgId, sourceId)
  const expiry = expiryOf(profile.expiresAt, clock())
  if (expiry !== undefined) loading.onProgress(expiry.message)
  const share = openShare({ tokens, allowedPrivateHosts: config.allowedPrivateHosts }, profile)
  try {
    yield* importShare(loading, { ...given, ...share, fileBytesMax: config.spoolBytesMax })
  } finally {
    await share.close()
  }
}

async function profileOf(
  services: Services,
  flags: Flags,
  orgId: number,
  sourceId: string,
): Promise<Profile> {
  const { profile, 'activation-link-file': linkFile } = flags
  if (typeof profile === 'string' && typeof linkFile === 'string')
    throw new Error('Give --profile or --activation-link-file, not both.')
  if (typeof profile === 'string') return profileIn(await readFile(profile, 'utf8'))
  if (typeof linkFile === 'string')
    return activate(services, orgId, sourceId, await readFile(linkFile, 'utf8'))
  const kept = await keptProfile(services, orgId, sourceId)
  if (kept === undefined)
    throw new Error('There is no profile for this table yet. Give --profile or --activation-link-file.')
  return kept
}
