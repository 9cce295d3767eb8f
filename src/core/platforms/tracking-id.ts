import { firstText, isFields } from './fields.ts'

/** The most specific name first. */
const NAMES = ['parley_tracking_id', 'jw_tracking_id', 'tracking_id', 'trackingId', 'trk'] as const
const MAIL_HEADERS = ['x-parley-tracking-id', 'x-tracking-id'] as const

/** The tracking id in the query of a link, whatever its scheme. */
export function trackingIdOfUrl(url: unknown): string | null {
  if (typeof url !== 'string') return null
  const [address = ''] = url.split('#')
  const from = address.indexOf('?')
  if (from === -1) return null
  // Links copied from HTML keep its escapes.
  const query = new URLSearchParams(address.slice(from + 1).replaceAll('&amp;', '&'))
  return firstText(NAMES.map(name => query.get(name)))
}

/** The tracking id in data that the sender attached to the message. */
export function trackingIdOfFields(fields: unknown): string | null {
  if (!isFields(fields) || !NAMES.some(name => name in fields)) return null
  return firstText(NAMES.map(name => fields[name]))
}

/** The tracking id in the headers of a mail. Names may have any case; values are text or lists of text. */
export function trackingIdOfMailHeaders(headers: unknown): string | null {
  if (!isFields(headers)) return null
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return firstText(MAIL_HEADERS.flatMap(name => byName.get(name)))
}
