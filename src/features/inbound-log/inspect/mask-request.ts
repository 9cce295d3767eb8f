import { readJson } from '../../../lib/json.ts'
import { maskName } from '../../../lib/mask-name.ts'
import type { RequestDetail, StoredEvent } from '../schema.ts'
import { maskPersonal } from './mask-payload.ts'

const HEADERS_SHOWN: ReadonlySet<string> = new Set([
  'accept',
  'content-length',
  'content-type',
  'parley-sample',
  'user-agent',
])

/** A call for readers who may not see people: its structure stays, personal values do not. */
export const maskRequest = (request: RequestDetail): RequestDetail => ({
  ...request,
  masked: true,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      HEADERS_SHOWN.has(name) || value === '(hidden)' ? value : '(masked)',
    ]),
  ),
  query: Object.fromEntries(Object.keys(request.query).map(name => [name, '(masked)'])),
  body: maskBody(request.body, namesIn(request.events)),
  events: request.events.map(maskEvent),
})

/** What the events of a call name their people. */
const namesIn = (events: readonly StoredEvent[]): readonly string[] =>
  [...new Set(events.flatMap(({ user_id, email }) => [user_id, email]))].filter(name => name !== null)

/** Other ids, such as that of an event, often contain the name of the person. */
function maskBody({ text = '' }: RequestDetail['body'], names: readonly string[]): RequestDetail['body'] {
  const json = readJson(Buffer.from(text))
  const masked = json.ok ? JSON.stringify(maskPersonal(json.value), null, 2) : ''
  return {
    encoding: 'utf-8',
    text: names.reduce((known, name) => known.replaceAll(JSON.stringify(name).slice(1, -1), '***'), masked),
  }
}

/** An event without the names of its person. Ids of messages often contain them. */
export const maskEvent = (event: StoredEvent): StoredEvent => ({
  ...event,
  user_id: event.user_id && maskName(event.user_id),
  email: event.email && maskName(event.email),
  tracking_id: event.tracking_id && maskName(event.tracking_id),
  message_id: event.message_id && maskName(event.message_id),
  dedupe_key: event.dedupe_key && maskName(event.dedupe_key),
  properties: maskProperties(event.properties),
})

function maskProperties(properties: StoredEvent['properties']): StoredEvent['properties'] {
  const masked = maskPersonal(properties)
  return masked !== null && typeof masked === 'object' ? { ...masked } : {}
}
