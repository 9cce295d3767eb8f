import { OutboundError } from '../../../runtime/outbound/failure.ts'
import type { Action } from './actions.ts'
import type { Calls } from './calls.ts'
import { list } from './list.ts'
import { type Page, readPage, versionIn, WITH_CAPABILITIES } from './page.ts'
import { SharingError } from './sharing-error.ts'
import type { TableName } from './table-name.ts'

// What the protocol calls a recipient: https://github.com/delta-io/delta-sharing/blob/main/PROTOCOL.md

export interface Client {
  /** The names of all shares; inside a share, of its schemas; inside a schema, of its tables. */
  list(...inside: readonly string[]): Promise<readonly string[]>
  /** Null if the server does not say it. */
  version(table: TableName): Promise<number | null>
  /** The protocol and the metadata of a table. */
  metadata(table: TableName): Promise<readonly Action[]>
  /** A page of the files of a table. */
  query(table: TableName, page: PageRequest): Promise<Page>
}

export type PageRequest = { readonly pageToken?: string } | { readonly refreshToken: string }

const FILES_A_PAGE = 5_000
const BROKEN_MAX = 3

export function createClient(calls: Calls): Client {
  return {
    list: (...inside) => list(calls, pathOf(inside)),
    async version(table) {
      try {
        const answer = await calls({ method: 'GET', path: `${pathOfTable(table)}/version` })
        answer.discard()
        return versionIn(answer.headers)
      } catch (error) {
        // Old servers have no such path. If it is the table that is missing, the query says so.
        if (error instanceof SharingError && (error.status === 404 || error.status === 405)) return null
        throw error
      }
    },
    async metadata(table) {
      const path = `${pathOfTable(table)}/metadata`
      return (await readPage(calls, { method: 'GET', path, headers: WITH_CAPABILITIES })).actions
    },
    async query(table, page) {
      const size = 'refreshToken' in page ? {} : { maxFiles: FILES_A_PAGE }
      const body = { ...page, ...size, includeRefreshToken: true }
      const call = { method: 'POST' as const, path: `${pathOfTable(table)}/query`, body }
      for (let broken = 1; ; broken++)
        try {
          return await readPage(calls, { ...call, headers: WITH_CAPABILITIES })
        } catch (error) {
          if (!(error instanceof OutboundError)) throw error
          if (broken >= BROKEN_MAX) throw new SharingError(error.message)
        }
    },
  }
}

const STEPS = ['/shares', '/schemas', '/tables']
const pathOf = (names: readonly string[]): string =>
  STEPS.slice(0, names.length + 1)
    .map((step, at) => (at < names.length ? `${step}/${encodeURIComponent(names[at] ?? '')}` : step))
    .join('')
const pathOfTable = ({ share, schema, table }: TableName): string =>
  `${pathOf([share, schema])}/${encodeURIComponent(table)}`
