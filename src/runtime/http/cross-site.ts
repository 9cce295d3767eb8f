import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from './problem.ts'

/** The console sends it. A form of another site cannot, and a script of another site may not. */
export const CONSOLE_HEADER = 'x-parley-console'

/**
 * Refuses a request that uses, or begins, a session without being from our own pages.
 * @param origin of PUBLIC_URL
 * @throws Problem cross-site
 */
export function requireOwnPage(headers: IncomingHttpHeaders, origin: string): void {
  const site = headers['sec-fetch-site']
  const isOwn = site === undefined ? headers.origin === origin : site === 'same-origin'
  if (isOwn && headers[CONSOLE_HEADER] === '1') return
  throw new Problem(
    'cross-site',
    `Under a session, a change must come from a page of ${origin} and carry the header X-Parley-Console: 1. Programs use an API key instead.`,
  )
}
