import { randomBytes } from 'node:crypto'

/** The inputs of calls to Parley. */
export interface Account {
  readonly org: string
  readonly template: string
  readonly serveKey: string
  readonly ingestKey: string
  readonly signingKey: string
  /** The bearer token of Braze. */
  readonly brazeToken: string
}

/** The operator's key of each server that a benchmark starts. */
export const ADMIN_KEY = 'the-operator-key-of-the-bench'
export const CAMPAIGN_ID = '23'

const ORG = 'bench'
const TEMPLATE = 'welcome'

const WORDINGS = [
  { name: 'Plain', subject: 'Welcome, {{ first_name }}', body: 'Good to have you here, {{ first_name }}.' },
  {
    name: 'Curious',
    subject: '{{ first_name | upcase }}, have you seen this?',
    body: 'There is something new, {{ first_name }}.',
  },
  {
    name: 'Short',
    subject: 'Hi {{ first_name | default: "there" }}',
    body: '{% if first_name %}{{ first_name }}, l{% else %}L{% endif %}et us begin.',
  },
  {
    name: 'Warm',
    subject: 'So glad you came, {{ first_name }}',
    body: 'We saved you a place, {{ first_name | capitalize }}. Come and see what is inside.',
  },
]

/** Creates an organisation with one active template: a control and three variants of three variables. */
export async function setUp(serverUrl: string, adminKey: string, org = ORG): Promise<Account> {
  const call = async <Answer>(method: string, path: string, body: object): Promise<Answer> => {
    const reply = await fetch(`${serverUrl}/api/v1/orgs${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': adminKey },
      body: JSON.stringify(body),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} was answered ${reply.status}: ${text}`)
    return JSON.parse(text) as Answer
  }
  const keyFor = async (scope: string) =>
    (await call<{ key: string }>('POST', `/${org}/keys`, { name: scope, scopes: [scope] })).key

  const [signingKey, brazeToken] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
  await call('POST', '', { slug: org, name: 'Benchmark' })
  await call('PUT', `/${org}/platforms/cio`, { settings: { signing_key: signingKey } })
  await call('PUT', `/${org}/platforms/braze`, { settings: { bearer_token: brazeToken } })
  await call('POST', `/${org}/templates`, {
    id: TEMPLATE,
    name: 'Welcome',
    channel: 'email',
    variables: ['subject', 'preheader', 'body'],
    key_metric: 'click_rate',
    epsilon: 0.1,
    split: { method: 'internal_persistent', control_share: 0.1 },
    attribution: { lookback_days: 14, offset_days: 0, conversion_events: ['purchase'] },
    integration: { cio: { campaign_id: CAMPAIGN_ID } },
  })
  for (const [at, { name, subject, body }] of WORDINGS.entries()) {
    const vars = { subject, preheader: 'Your {{ plan_name | default: "free" }} account is ready', body }
    await call('POST', `/${org}/templates/${TEMPLATE}/variants`, {
      name,
      vars,
      control: at === 0,
      status: 'approved',
    })
  }
  await call('PATCH', `/${org}/templates/${TEMPLATE}`, { status: 'active' })
  return {
    org,
    template: TEMPLATE,
    serveKey: await keyFor('serve'),
    ingestKey: await keyFor('ingest'),
    signingKey,
    brazeToken,
  }
}
