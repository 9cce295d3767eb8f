import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type Cell, csvLine } from '../../lib/csv.ts'
import type { Page } from './page.ts'

/** How to read each column of a row, by its name, in the order of the table. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>

/** The `200` of a route that answers CSV. */
export const csvResponse = { content: { 'text/csv': { schema: Type.String() } } }

/** Sets the headers of a file that a browser saves. @param name without its extension; it may come from outside */
export const asCsvFile = (reply: FastifyReply, name: string): FastifyReply =>
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}.csv"`)

const PAGE_ROWS = 100

/**
 * Sends a list as CSV, however long it is: page after page, each only when the caller has taken the one before. The first
 * page is loaded before the answer begins, so a query that is not valid gets its problem. If a later page cannot be loaded,
 * the connection breaks off, so that nobody takes a part for the whole.
 * @param loadPage the list's own page, after a cursor
 */
export async function sendCsv<Row>(
  reply: FastifyReply,
  name: string,
  columns: Columns<Row>,
  loadPage: (page: { readonly cursor?: string; readonly limit: number }) => Promise<Page<Row>>,
): Promise<FastifyReply> {
  const first = await loadPage({ limit: PAGE_ROWS })
  async function* lines(): AsyncGenerator<string> {
    yield csvLine(Object.keys(columns))
    for (let page = first; ; page = await loadPage({ limit: PAGE_ROWS, cursor: page.next_cursor })) {
      yield page.items.map(row => csvLine(Object.values(columns).map(read => read(row)))).join('')
      if (page.next_cursor === null) return
    }
  }
  return asCsvFile(reply, name).send(Readable.from(lines(), { objectMode: false }))
}
