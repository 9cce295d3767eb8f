import type { Scope } from '../../../src/runtime/http/permission.ts'
import { numberInWords } from './numbers.ts'

/** What a key with each scope may do. */
export const SCOPES_IN_WORDS: Readonly<Record<Scope, { readonly label: string; readonly help: string }>> = {
  serve: {
    label: 'Ask for wordings',
    help: 'Calls of generate and deliver. Platforms and your backend need it.',
  },
  ingest: { label: 'Report events', help: 'Calls of the webhook endpoint with events of your own.' },
  manage: { label: 'Manage everything', help: 'The whole API. Only for programs that set Parley up.' },
}

export const scopesInWords = (scopes: readonly Scope[]): string =>
  scopes.map(scope => SCOPES_IN_WORDS[scope].label.toLowerCase()).join(', ')

/** How many calls the key may make. Each scope has the whole limit. */
export const limitInWords = (callsPerMinute: number, scopes: readonly Scope[]): string =>
  `at most ${numberInWords(callsPerMinute)} ${callsPerMinute === 1 ? 'call' : 'calls'} a minute${scopes.length > 1 ? ' for each' : ''}`

/** What tells a key from others, and is no secret: its beginning and its end. */
export const keyInWords = ({
  prefix,
  last_four,
}: {
  readonly prefix: string
  readonly last_four: string | null
}): string => `${prefix}…${last_four ?? ''}`

const HOUR_MS = 3_600_000

/** Whether somebody surely needs the key. Deleting it then asks for its name. */
export const isInUse = (lastUsedAt: string | null, now: number): boolean =>
  lastUsedAt !== null && now - Date.parse(lastUsedAt) < HOUR_MS

/** A first call with a new key, by what it may do. */
export function firstCall(origin: string, org: string, key: string, scopes: readonly Scope[]): string {
  const lines = (url: string, body: object | null) =>
    [
      `curl '${origin}${url}'`,
      `-H 'X-Api-Key: ${key}'`,
      ...(body === null
        ? []
        : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
    ].join(' \\\n  ')
  if (scopes.includes('serve'))
    return lines(`/api/generate/${org}`, { template_id: 'welcome-email', user_id: 'user-1' })
  if (scopes.includes('ingest'))
    return lines(`/api/webhook/events/${org}`, {
      event: 'purchase',
      user_id: 'user-1',
      value: 12.5,
      currency: 'EUR',
    })
  return lines(`/api/v1/orgs/${org}`, null)
}
