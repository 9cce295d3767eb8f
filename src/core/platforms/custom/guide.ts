import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Snippet, type Step } from '../guide.ts'

/** How an organisation's own systems request copy and report events. */
export function guide(setup: Setup): Guide {
  return { steps: steps(setup), snippets: snippets(setup) }
}

function steps({ endpointUrl, template }: Setup): readonly Step[] {
  return [
    {
      key: 'key',
      title: 'Create a key',
      proof: ['serve-key', 'ingest-key'],
      text: 'Create a key of this organisation with the scope "ingest" for reporting events, and "serve" if the same system requests copy. Keep it on your server: in a browser or an app everybody could read it.',
      expect: 'The key is shown once.',
    },
    {
      key: 'ask',
      title: 'Ask for the copy',
      proof: ['asked'],
      text: `Call the Generate API when your system is about to send, as in the first example. Create a tracking_id for each message, and store it with the message; the answer has the text of ${template.variables.join(', ')} under copy.vars.`,
      expect:
        'The answer contains the id of the copy and the tracking_id. A repeated call gets the same answer.',
    },
    {
      key: 'report',
      title: 'Report events',
      proof: ['verified'],
      text: `Post each event to ${endpointUrl} as JSON, alone or up to some thousand in a list. Include the event name (event), its time (timestamp), the person (user_id or email), and the message (tracking_id). With your own event_id, a repeated call changes nothing.`,
      expect: 'Parley answers 200 with a request_id. Parley’s log of requests shows the events.',
    },
    {
      key: 'conversions',
      title: 'Report conversions and revenue',
      proof: ['converted'],
      text: 'An event with a value, or with a usual name such as purchase, is a conversion. Without a tracking_id it counts for the last message that the person got within the attribution window. If a template lists its conversion events, only those names count.',
      expect:
        'Within seconds the results of the template show the conversion, and its value with its currency.',
    },
    {
      key: 'address',
      title: 'Put the event name into the address',
      isOptional: true,
      text: 'If your sender cannot put the event name into the body, such as a journey webhook, put it into the address: ?event=purchase.',
      expect: 'The event has that name in the log of requests.',
    },
  ]
}

const JSON_TYPE = 'Content-Type: application/json'

function snippets({ endpointUrl, publicUrl, org, template }: Setup): readonly Snippet[] {
  const key = `X-Api-Key: ${API_KEY_PLACEHOLDER}`
  const request = { template_id: template.id, user_id: '5512', tracking_id: 'msg-1001', attrs: {} }
  return [
    {
      key: 'generate',
      step: 'ask',
      title: 'Ask for the copy',
      where: 'Your system, before it sends',
      language: 'shell',
      code: curl(`${publicUrl}/api/generate/${org}`, key, request),
    },
    {
      key: 'purchase',
      step: 'conversions',
      title: 'Report a purchase',
      where: 'Your system, when somebody has bought',
      language: 'shell',
      code: curl(endpointUrl, key, PURCHASE),
    },
    {
      key: 'purchase-http',
      step: 'conversions',
      title: 'The same as an HTTP request',
      where: 'Your system, when somebody has bought',
      language: 'http',
      code: `POST ${endpointUrl}\n${key}\n${JSON_TYPE}\n\n${pretty(PURCHASE)}`,
    },
    {
      key: 'messages',
      step: 'report',
      title: 'Body: message events',
      where: 'Your own sender, in one call or in several',
      language: 'json',
      code: pretty(MESSAGES),
    },
  ]
}

const PURCHASE = {
  event_id: 'order-77',
  event: 'purchase',
  timestamp: '2026-03-02T08:30:00Z',
  user_id: '5512',
  tracking_id: 'msg-1001',
  value: 39.95,
  currency: 'USD',
  properties: { plan: 'yearly' },
}

const MESSAGES = [
  ['email_sent', '2026-03-02T08:00:00Z'],
  ['email_opened', '2026-03-02T08:10:00Z'],
  ['email_clicked', '2026-03-02T08:11:00Z'],
].map(([event, timestamp]) => ({
  event_id: `msg-1001-${event}`,
  event,
  timestamp,
  user_id: '5512',
  tracking_id: 'msg-1001',
}))

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

/** For any Unix shell: within single quotes only a single quote is special. */
const curl = (url: string, key: string, body: unknown): string =>
  `curl -X POST ${quoted(url)} -H ${quoted(key)} -H ${quoted(JSON_TYPE)} -d ${quoted(pretty(body))}`

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
