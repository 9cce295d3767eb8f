import { MINUTE_MS } from '../../../lib/duration.ts'
import type { SharedFile } from './actions.ts'
import type { Client } from './client.ts'
import { SharingError } from './sharing-error.ts'
import { filesOf, pagesOf, type Snapshot, takeSnapshot } from './snapshot.ts'
import type { TableName } from './table-name.ts'

/** The files of a snapshot, with addresses that have not expired. */
export interface Addresses {
  /** Undefined if the table has no such file any more. */
  current(id: string): Promise<SharedFile | undefined>
  /** The same with a new address, because this one was refused. */
  renewed(refused: SharedFile): Promise<SharedFile | undefined>
}

/** A file is not begun with an address that ends so soon. */
const MARGIN_MS = MINUTE_MS

export function createAddresses(
  client: Client,
  table: TableName,
  snapshot: Snapshot,
  now: () => number,
): Addresses {
  let files = byId(snapshot.files)
  const renew = async () => {
    files = byId(await renewedFiles(client, table, snapshot))
  }
  return {
    async current(id) {
      const file = files.get(id)
      if (file === undefined || file.expiresAt === null || file.expiresAt - now() > MARGIN_MS) return file
      await renew()
      return files.get(id)
    },
    async renewed(refused) {
      // Another file may have had all addresses renewed.
      if (files.get(refused.id)?.url === refused.url) await renew()
      return files.get(refused.id)
    },
  }
}

const byId = (files: readonly SharedFile[]): ReadonlyMap<string, SharedFile> =>
  new Map(files.map(file => [file.id, file]))

/** The tokens name the files of the snapshot. Without them, or after their end, the table is listed anew. */
async function renewedFiles(
  client: Client,
  table: TableName,
  { files, refreshTokens }: Snapshot,
): Promise<readonly SharedFile[]> {
  const renewed: SharedFile[] = []
  try {
    for (const refreshToken of refreshTokens) {
      for await (const page of pagesOf(client, table, { refreshToken }))
        renewed.push(...filesOf(page.actions))
      // The token of each page may name all files, or those of its page.
      if (renewed.length >= files.length) return renewed
    }
  } catch (error) {
    if (!(error instanceof SharingError && error.status === 400)) throw error
  }
  return (await takeSnapshot(client, table)).files
}
