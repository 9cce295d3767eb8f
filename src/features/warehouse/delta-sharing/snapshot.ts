import type { Action, SharedFile } from './actions.ts'
import type { Client, PageRequest } from './client.ts'
import type { Page } from './page.ts'
import { faultOfProtocol, readSchema, type SharedColumn } from './schema.ts'
import { SharingError } from './sharing-error.ts'
import { nameOf, type TableName } from './table-name.ts'

/** A table at one moment. */
export interface Snapshot {
  /** Null if the server does not say it. */
  readonly version: number | null
  readonly columns: readonly SharedColumn[]
  readonly files: readonly SharedFile[]
  /** Gives the same files new addresses. */
  readonly refreshTokens: readonly string[]
}

const PAGES_MAX = 10_000

/** Asks for all files of a table. @throws SharingError if it cannot be read as a whole */
export async function takeSnapshot(client: Client, table: TableName): Promise<Snapshot> {
  const pages: Page[] = []
  const files = new Map<string, SharedFile>()
  for await (const page of pagesOf(client, table, {})) {
    pages.push({ ...page, actions: page.actions.filter(({ type }) => type !== 'file') })
    if (page.version !== pages[0]?.version)
      throw new SharingError(`${nameOf(table)} changed while its files were listed. Run the import again.`)
    for (const file of filesOf(page.actions)) {
      if (files.has(file.id)) throw new SharingError(`The server listed a file of ${nameOf(table)} twice.`)
      files.set(file.id, file)
    }
  }
  const [first] = pages
  return {
    version: first?.version ?? null,
    columns: columnsOf(table, first?.actions ?? []),
    files: [...files.values()],
    refreshTokens: pages.flatMap(page => endOf(page)?.refreshToken ?? []),
  }
}

/** The pages of an answer. */
export async function* pagesOf(client: Client, table: TableName, first: PageRequest): AsyncGenerator<Page> {
  let request = first
  for (let at = 0; at < PAGES_MAX; at++) {
    const page = await client.query(table, request)
    yield page
    const pageToken = endOf(page)?.nextPageToken ?? null
    if (pageToken === null) return
    request = { pageToken }
  }
  throw new SharingError(`${nameOf(table)} has more than ${PAGES_MAX} pages of files.`)
}

const endOf = ({ actions }: Page) => actions.find(action => action.type === 'end')

export const filesOf = (actions: readonly Action[]): readonly SharedFile[] =>
  actions.flatMap(action => (action.type === 'file' ? [action.file] : []))

/** The columns of a table. @throws SharingError if Parley cannot read it */
export function columnsOf(table: TableName, actions: readonly Action[]): readonly SharedColumn[] {
  const protocol = actions.find(action => action.type === 'protocol')
  const metadata = actions.find(action => action.type === 'metaData')
  if (protocol === undefined || metadata === undefined)
    throw new SharingError('The server sent no protocol or no metadata of the table.')
  const fault = faultOfProtocol(protocol.readerVersion, protocol.readerFeatures)
  if (fault !== undefined) throw new SharingError(`${nameOf(table)} ${fault}.`)
  const columns = readSchema(metadata.schema, metadata.mappingMode)
  if (!columns.ok) throw new SharingError(`The server sent ${columns.reason}.`)
  return columns.value
}
