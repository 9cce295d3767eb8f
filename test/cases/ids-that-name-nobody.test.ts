import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'

interface Case {
  readonly name: string
  readonly platform: string
  /** How the two people are named in generate and in the purchase. */
  readonly people: { readonly by: 'email' | 'user_id' }
  readonly reports: readonly object[]
}

// What senders have sent: each joined strangers, or erased them.
const { joins, deletion } = JSON.parse(
  readFileSync(new URL('./ids-that-name-nobody.json', import.meta.url), 'utf8'),
) as { joins: Case[]; deletion: object }

let server: TestApp
let number = 0
let org = ''
let ingestKey = ''
let now = Date.now()

beforeAll(async () => {
  server = await startTestApp()
})
afterAll(() => server.close())

beforeEach(async () => {
  org = `acme-${++number}`
  await createOrg(server, org)
  await createTemplate(server, org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  })
  const key = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'test', scopes: ['ingest'] })
  ingestKey = key.body.key
  for (const [platform, settings] of [
    ['cio', { signing_key: 'a-signing-key' }],
    ['braze', { bearer_token: 'a-token' }],
  ] as const)
    expect((await server.call('PUT', `/api/v1/orgs/${org}/platforms/${platform}`, { settings })).status).toBe(
      200,
    )
})

function tick(seconds: number): void {
  now += seconds * 1_000
  server.setNow(new Date(now))
}

/** Sends a report as its platform would, and has it read. */
async function tell(platform: string, report: object): Promise<string> {
  tick(1)
  const text = JSON.stringify(report)
    .replaceAll('"<now, s>"', String(Math.floor(now / 1_000)))
    .replaceAll('<now>', new Date(now).toISOString())
  const timestamp = String(Math.floor(now / 1_000))
  const proof: Readonly<Record<string, Record<string, string>>> = {
    braze: { authorization: 'Bearer a-token' },
    cio: {
      'x-cio-timestamp': timestamp,
      'x-cio-signature': createHmac('sha256', 'a-signing-key')
        .update(`v0:${timestamp}:${text}`)
        .digest('hex'),
    },
  }
  const headers = proof[platform] ?? { 'x-api-key': ingestKey }
  const reply = await server.call('POST', `/api/webhook/${platform}/${org}`, JSON.parse(text), headers)
  expect(reply.status).toBe(200)
  await processInbox(server)
  return reply.body.request_id
}

async function decide(who: object, more: object = {}): Promise<string> {
  tick(1)
  const { body } = await server.call('POST', `/api/generate/${org}`, {
    template_id: 'welcome',
    ...who,
    ...more,
  })
  return body.decision_id
}

const at = (path: string) => server.call('GET', `/api/v1/orgs/${org}/${path}`)

describe('two people who bear the same id that names nobody', () => {
  it.each(joins)('stay strangers: $name', async ({ platform, people, reports }) => {
    const decisions: string[] = []
    for (const [index, report] of reports.entries()) {
      decisions.push(await decide({ [people.by]: ['a@example.com', 'b@example.com'][index] }))
      await tell(platform, report)
    }
    tick(3)
    const purchase = { event: 'purchase', event_id: '3', [people.by]: 'a@example.com' }
    const request = await tell('events', purchase)
    expect((await at(`requests/${request}`)).body.events).toMatchObject([
      { name: 'purchase', outcome: 'counted', decision_id: decisions[0] },
    ])
  })

  it('are told of: the event says which id was ignored, and why', async () => {
    await decide({ email: 'a@example.com' })
    const request = await tell('events', {
      event: 'viewed',
      user_id: 'null',
      email: 'a@example.com',
      event_id: '1',
    })
    const { events } = (await at(`requests/${request}`)).body
    expect(events).toMatchObject([{ user_id: 'a@example.com', email: 'a@example.com' }])
    expect(events[0].reason).toContain('"null" names nobody')
  })

  it('are not joined by what was stored before this was known', async () => {
    await server.services.db.query({
      text: `insert into person_links (org_id, user_id, email) select id, 'null', given from orgs,
        unnest(array['a@example.com', 'b@example.com']) as given where slug = $1`,
      values: [org],
    })
    const first = await decide({ email: 'a@example.com' })
    await decide({ email: 'b@example.com' })
    const request = await tell('events', { event: 'purchase', event_id: '3', email: 'a@example.com' })
    expect((await at(`requests/${request}`)).body.events).toMatchObject([{ decision_id: first }])
    expect((await at('people/a%40example.com')).body.names).toEqual(['a@example.com'])
  })
})

describe('generate', () => {
  it('gives strangers with such an id a choice each, and says so', async () => {
    const ask = (user_id: string) =>
      server.call('POST', `/api/generate/${org}`, { template_id: 'welcome', user_id, trace: true })
    const [first, second] = [await ask('{{customer.id}}'), await ask('{{customer.id}}')]
    expect(first.body.decision_id).not.toBe(second.body.decision_id)
    expect(first.body.trace).toMatchObject({
      message_key: null,
      ignored: [expect.stringContaining('was not filled in')],
    })
    expect((await ask('ann')).body.trace.ignored).toEqual([])
  })

  it('goes by the address where only the id names nobody, also in a batch', async () => {
    const who = { user_id: 'undefined', email: 'a@example.com' }
    const { body } = await server.call('POST', `/api/batch-generate/${org}`, {
      ...who,
      requests: [{ template_id: 'welcome' }],
    })
    expect(await decide(who)).toBe(body.results[0].decision_id)
    expect((await at('people/a%40example.com')).body.decisions).toHaveLength(1)
  })
})

it('a message is not sent to an address that is none', async () => {
  const body = { template_id: 'welcome', email: 'N/A' }
  const reply = await server.call('POST', `/api/deliver/${org}`, body)
  expect([reply.status, reply.body.code]).toEqual([400, 'invalid-request'])
  expect(reply.body.detail).toContain('The email "n/a" names nobody: it is a placeholder.')
})

describe('erasing by an id that names nobody', () => {
  beforeEach(async () => {
    for (const name of ['bob', 'carol']) {
      await decide({ email: `${name}@example.com` })
      const event = { event: 'viewed', user_id: 'null', email: `${name}@example.com`, event_id: name }
      await tell('events', event)
    }
    await server.services.db.query({
      text: `insert into person_links (org_id, user_id, email) select id, 'null', given from orgs,
        unnest(array['bob@example.com', 'carol@example.com']) as given where slug = $1`,
      values: [org],
    })
  })
  afterEach(async () => {
    for (const name of ['bob', 'carol'])
      expect((await at(`people/${name}@example.com`)).body.decisions).toHaveLength(1)
  })

  it('is refused', async () => {
    for (const user of ['null', '0', '00000000-0000-0000-0000-000000000000', encodeURIComponent('{{id}}')]) {
      const { status, body } = await server.call('DELETE', `/api/v1/orgs/${org}/people/${user}`)
      expect([status, body.code]).toEqual([422, 'unprocessable'])
      expect(body.detail).toContain('Nobody was erased')
    }
  })

  it('is not done where a platform asks for it, and its request is kept with the reason', async () => {
    const request = await tell('braze', deletion)
    const { body } = await at(`requests/${request}`)
    expect(body).toMatchObject({ outcome: 'rejected', reason: 'names-nobody' })
    expect(body.items[0].fix).toContain('nobody was erased')
    expect(body.size_bytes).toBeGreaterThan(0)
  })
})
