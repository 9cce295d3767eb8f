import { DAY_MS } from '../../../lib/duration.ts'
import type { Streams } from '../../../runtime/outbound/streams.ts'
import type { FoundFile } from '../file-store.ts'
import type { Import, Imported } from '../import-files.ts'
import { loadEach, type Plan } from '../load-each.ts'
import type { Loading } from '../loading.ts'
import { openSource } from '../partition-store.ts'
import { deletionsOf } from '../reader/messages.ts'
import type { SharedFile } from './actions.ts'
import { type Addresses, createAddresses } from './addresses.ts'
import type { Client } from './client.ts'
import { fetchPart } from './fetch-file.ts'
import { partitionsOfSnapshot } from './partitions.ts'
import { loadShare, type StoredShare, saveListed } from './share-store.ts'
import { SharingError } from './sharing-error.ts'
import { takeSnapshot } from './snapshot.ts'
import { nameOf, newerVersionOf, type TableName } from './table-name.ts'

export interface ShareImport extends Import {
  readonly client: Client
  readonly streams: Streams
  readonly table: TableName
  /** Larger files are not fetched. */
  readonly fileBytesMax: number
  /** Called once, before anything is fetched. */
  readonly onPlan?: (plan: Plan) => void
  /** Called when a file has been fetched. */
  readonly onFetched?: (bytes: number) => void
}

/** A view may have other rows although its version is the same. */
const LISTED_MS = DAY_MS

/**
 * Makes the events of a source those of a shared table. A version that was read as a whole costs one call. Else the
 * files are listed, and those of each day compared with the ones that were read; the newest day comes first.
 */
export async function* importShare(loading: Loading, given: ShareImport): AsyncGenerator<Imported> {
  const { db, clock, onProgress } = loading
  const { orgId, client, table } = given
  const sourceId = await openSource(db, orgId, given.source, clock())
  const newer = await newerTable(client, table)
  if (newer !== undefined)
    onProgress(`${nameOf({ ...table, table: newer })} is a newer version of this table.`)
  const known = await loadShare(db, orgId, sourceId)
  if (known !== undefined && isCurrent(known, table, await client.version(table), clock()))
    return yield { name: nameOf(table), state: 'unchanged' }
  const snapshot = await takeSnapshot(client, table)
  const addresses = createAddresses(client, table, snapshot, () => clock().getTime())
  const partitions = partitionsOfSnapshot(snapshot).map(found => ({
    ...found,
    async fetch(file: FoundFile, path: string) {
      await fetchFile(given.streams, addresses, file, path)
      given.onFetched?.(file.bytes)
    },
  }))
  let isWhole = true
  for await (const imported of loadEach(loading, { ...given, sourceId }, partitions)) {
    isWhole &&= imported.state === 'loaded' || imported.state === 'unchanged'
    yield imported
  }
  const version = isWhole ? snapshot.version : null
  await saveListed(db, orgId, sourceId, { tableName: nameOf(table), version, now: clock() })
}

/** Whether the table was read as a whole, and is still the same. */
const isCurrent = (known: StoredShare, table: TableName, version: number | null, now: Date): boolean =>
  version !== null &&
  version === known.tableVersion &&
  nameOf(table) === known.tableName &&
  (known.listedAt?.getTime() ?? 0) + LISTED_MS > now.getTime()

/** Some owners refuse the list of tables. */
async function newerTable(client: Client, { share, schema, table }: TableName): Promise<string | undefined> {
  try {
    return newerVersionOf(table, await client.list(share, schema))
  } catch (error) {
    if (error instanceof SharingError) return undefined
    throw error
  }
}

/** Fetches a file, and its deletion vector if it is a file too. */
async function fetchFile(
  streams: Streams,
  addresses: Addresses,
  { name: id, version, bytes }: FoundFile,
  path: string,
): Promise<void> {
  const place = (await addresses.current(id))?.deletions
  const end = place?.place.type === 'file' ? place.place.offset + place.bytes + FRAME_BYTES : 0
  if (end > DELETIONS_BYTES_MAX)
    throw new SharingError(`The deletion vector of ${id} has ${end} bytes: too many.`)
  if (end > 0)
    await fetchPart(streams, addresses, { id, version, bytes: end, urlOf: urlOfDeletions }, deletionsOf(path))
  await fetchPart(streams, addresses, { id, version, bytes, urlOf: ({ url }) => url }, path)
}

const DELETIONS_BYTES_MAX = 500_000_000

/** The length of a deletion vector before it, and its checksum after it. */
const FRAME_BYTES = 8

const urlOfDeletions = ({ deletions }: SharedFile): string | undefined =>
  deletions?.place.type === 'file' ? deletions.place.url : undefined
