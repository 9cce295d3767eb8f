import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { countsOf, createTemplate } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  for (const [id, subject] of [
    ['welcome', 'Hello {{ name }}'],
    ['nest', '{{ customer.first_name }}'],
  ] as const) {
    await createTemplate(
      server,
      scene.org,
      id,
      { split: { method: 'internal_persistent', control_share: 1 } },
      0,
    )
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/${id}/variants`)
    const at = `/api/v1/orgs/${scene.org}/templates/${id}/variants/${body.items[0].id}`
    expect((await server.call('PATCH', at, { vars: { subject } })).status).toBe(200)
  }
})

const ask = (query: string, path = '') => server.call('GET', `/api/generate/${scene.org}${path}?${query}`)

async function post(payload: string | Buffer, headers: Record<string, string>, query = '') {
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/generate/${scene.org}${query}`,
    headers: { 'x-api-key': ADMIN_KEY, ...headers },
    payload,
  })
  return { status: reply.statusCode, body: reply.json() }
}

async function decisions(): Promise<number> {
  const counts = (await countsOf(server, scene.org)) as { decisions: number }[]
  return counts.reduce((sum, each) => sum + Number(each.decisions), 0)
}

const JSON_TYPE = { 'content-type': 'application/json' }
const QUESTION = { template_id: 'welcome', user_id: 'u', tracking_id: 't', fields: { name: 'Zoë' } }
const TEXT = JSON.stringify(QUESTION)

describe('a parameter that is none of the request’s own', () => {
  const attributes = { plan: ['pro'], 'user.tier': ['gold'] }
  it.each([
    ['a query', '', {}, '&plan=pro&user[tier]=gold'],
    ['a form', 'plan=pro&user[tier]=gold', { 'content-type': 'application/x-www-form-urlencoded' }, ''],
    ['JSON', JSON.stringify({ plan: 'pro', user: { tier: 'gold' } }), JSON_TYPE, ''],
  ])('is an attribute in %s', async (_, payload, headers, more) => {
    const query = `?template_id=welcome&user_id=u&trace=true${more}`
    const { status, body } = await post(payload, headers, query)
    expect([status, body.trace?.attributes]).toEqual([200, attributes])
  })
})

describe('a field under another spelling of its name', () => {
  it('is read in a query and in a body', async () => {
    const byQuery = await ask('TEMPLATE_ID=welcome&userId=u&trackingId=t-1&Trace=true&fields.name=Zo')
    expect(byQuery.body).toMatchObject({ tracking_id: 't-1', copy: { vars: { subject: 'Hello Zo' } } })
    const said = { templateId: 'welcome', userID: 'u', 'tracking-id': 't-1', Fields: { name: 'Zo' } }
    const byBody = await post(JSON.stringify(said), JSON_TYPE)
    expect(byBody.body).toMatchObject({ decision_id: byQuery.body.decision_id, copy: byQuery.body.copy })
  })

  it('gives way to the name itself', async () => {
    const { body } = await post(JSON.stringify({ ...QUESTION, trackingId: 'other' }), JSON_TYPE)
    expect(body.tracking_id).toBe('t')
  })
})

describe('a number or a boolean that was not filled in', () => {
  const said = { use_cache: '{{x}}', trace: 'true', epsilon: '%%share%%', lookback_days: 'undefined' }
  const ignored = ['use_cache "{{x}}"', 'epsilon "%%share%%"', 'lookback_days "undefined"'].map(words =>
    expect.stringContaining(words),
  )
  it('is as good as absent, in a body and in a query, and the trace says so', async () => {
    const byBody = await post(JSON.stringify({ ...QUESTION, ...said }), JSON_TYPE)
    const byQuery = await ask(`template_id=welcome&user_id=u&${new URLSearchParams(said)}`)
    for (const { status, body } of [byBody, byQuery])
      expect([status, body.trace?.ignored]).toEqual([200, ignored])
    expect((await ask('template_id=welcome&trace=%25%25x%25%25')).body).not.toHaveProperty('trace')
  })
})

describe('a body', () => {
  const encodings: [string, Buffer][] = [
    ['gzip', gzipSync(TEXT)],
    ['X-GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['br, gzip', gzipSync(brotliCompressSync(TEXT))],
    ['identity', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(TEXT)],
    // A proxy has decoded it and left the header.
    ['gzip', Buffer.from(TEXT)],
  ]
  it.each(encodings)('in the encoding %s is read', async (encoding, bytes) => {
    const { status, body } = await post(bytes, { ...JSON_TYPE, 'content-encoding': encoding })
    expect([status, body.tracking_id, body.copy?.vars.subject]).toEqual([200, 't', 'Hello Zoë'])
  })

  it.each([
    ['zstd', gzipSync(TEXT), 415, 'Content-Encoding "zstd"'],
    ['gzip, gzip, gzip, gzip', gzipSync(TEXT), 415, 'Content-Encoding'],
    ['gzip', gzipSync(TEXT).subarray(0, 20), 400, 'Content-Encoding'],
    ['gzip', gzipSync(Buffer.alloc(50_000_000)), 413, 'decompressed'],
    ['', gzipSync(TEXT), 400, 'Content-Encoding'],
  ] as const)(
    'in the encoding %s that cannot be read is refused, number %#',
    async (encoding, bytes, status, detail) => {
      const headers = encoding === '' ? {} : { 'content-encoding': encoding }
      const reply = await post(bytes, { ...JSON_TYPE, ...headers })
      expect(reply).toMatchObject({ status, body: { detail: expect.stringContaining(detail) } })
    },
  )

  const wide = Buffer.from(`\ufeff${TEXT}`, 'utf16le')
  const form = 'template_id=welcome&user_id=u&tracking_id=t&fields[name]=Zo%C3%AB&attrs.plan=pro'
  it.each([
    ['text/plain', TEXT],
    ['application/x-www-form-urlencoded', TEXT],
    ['application/x-www-form-urlencoded', form],
    ['json', TEXT],
    ['text/json; charset=utf-8', TEXT],
    ['application/json', JSON.stringify(TEXT)],
    ['application/json', `[${TEXT}]`],
    ['application/json', `\ufeff${TEXT}`],
    ['application/json', wide],
    ['application/json; charset=utf-16', wide],
    ['application/json; charset=ISO-8859-1', Buffer.from(TEXT, 'latin1')],
  ])('as %s is read, number %#', async (type, text) => {
    const { status, body } = await post(text, { 'content-type': type })
    expect([status, body.tracking_id, body.copy?.vars.subject]).toEqual([200, 't', 'Hello Zoë'])
  })

  it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', 'a/b/c'])(
    'may be absent although a content type is set: %s',
    async type => {
      const { status } = await post('', { 'content-type': type }, '?template_id=welcome&user_id=u')
      expect(status).toBe(200)
    },
  )

  it.each(['attrs', 'fields'])('may have a list without items for an object: %s', async name => {
    const { status } = await post(JSON.stringify({ ...QUESTION, [name]: [] }), JSON_TYPE)
    expect(status).toBe(200)
  })

  it('may be a list without items, as PHP writes an empty object', async () => {
    expect((await post('[]', JSON_TYPE, '?template_id=welcome&user_id=u')).status).toBe(200)
  })

  it('may have numbers, booleans and objects as text', async () => {
    const said = { epsilon: '0.1', lookback_days: '7', offset_days: ' 0 ', trace: 'true', preview: 'False' }
    const { status, body } = await post(
      JSON.stringify({ ...QUESTION, ...said, attrs: '{"plan":"pro"}', use_cache: '' }),
      JSON_TYPE,
    )
    expect(status).toBe(200)
    expect(body.trace).toMatchObject({ attributes: { plan: ['pro'] } })
    expect(body.decision_id).not.toBeNull()
  })

  it.each([
    ['use_cache', 'maybe'],
    ['epsilon', 'much'],
    ['lookback_days', '7 days'],
    ['attrs', 'pro'],
    ['attrs', ['pro']],
  ])('with another %s is refused, and so is a query', async (name, value) => {
    const byBody = await post(JSON.stringify({ ...QUESTION, [name]: value }), JSON_TYPE)
    const byQuery = await ask(`template_id=welcome&${name}=${String(value)}`)
    for (const { status, body } of [byBody, byQuery])
      expect([status, body.errors?.[0].field]).toEqual([400, `/${name}`])
  })

  it('that asks for a message is read alike', async () => {
    const message = { template_id: 'welcome', email: ['a@example.com'], attrs: [], use_cache: 'false' }
    const { status, body } = await server.call('POST', `/api/deliver/${scene.org}`, message)
    // It is understood, and the template has no transport.
    expect([status, body.detail]).toEqual([422, expect.stringContaining('no transport')])
  })

  it('of a batch is read alike', async () => {
    const requests = [{ template_id: 'welcome', tracking_id: ['t'] }]
    const { status, body } = await server.call('POST', `/api/batch-generate/${scene.org}`, {
      ...{ requests, user_id: 'u', attrs: [], use_cache: 'no' },
    })
    expect([status, body.results?.[0].tracking_id]).toEqual([200, 't'])
  })
})

describe('an address', () => {
  it.each([
    ['user_id=u2&user_id=u2'],
    ['user_id=u2&user_id=u3'],
    ['user_id=&user_id=u2'],
    ['user_id[]=u2'],
    ['amp;user_id=u2'],
  ])('with %s names the person', async query => {
    const { status, body } = await ask(`template_id=welcome&${query}&tracking_id=t2`)
    expect([status, body.tracking_id]).toEqual([200, 't2'])
    const { body: person } = await server.call('GET', `/api/v1/orgs/${scene.org}/people/u2`)
    expect(person.decisions).toHaveLength(1)
  })

  it('may have parameters in brackets and with dots', async () => {
    const { body } = await ask(
      'template_id=welcome&attrs[plan]=pro&attrs.tier[eu]=gold&tags[]=a&tags[]=b&city=Rome&fields[name]=Zed&trace=true',
    )
    expect(body.copy.vars.subject).toBe('Hello Zed')
    expect(body.trace.attributes).toEqual({
      plan: ['pro'],
      'tier.eu': ['gold'],
      tags: ['a', 'b'],
      city: ['rome'],
    })
  })

  it.each(['fields.customer.first_name', 'fields[customer][first_name]', 'fields.customer[first_name]'])(
    'may name nested fields: %s',
    async name => {
      const { body } = await ask(`template_id=nest&user_id=u1&${name}=Ann`)
      expect(body.copy.vars.subject).toBe('Ann')
    },
  )

  it('may have &amp; between its parameters', async () => {
    const { body } = await ask('template_id=welcome&amp;user_id=u4&amp;tracking_id=t4&amp;trace=true')
    expect([body.tracking_id, body.trace.attributes]).toEqual(['t4', {}])
  })

  it.each(['/', '//', '%20', '/%0A'])('may end in %s', async end => {
    expect((await ask('template_id=welcome&user_id=u6', end)).status).toBe(200)
    const report = { event: 'x', user_id: 'u' }
    const reply = await server.call('POST', `/api/webhook/events/${scene.org}${end}`, report)
    expect(reply.status).toBe(200)
    expect((await server.call('GET', `/api/v1/orgs${end}`)).status).toBe(200)
  })

  it.each(['&%C2%A9_id=', '%C2%A9_id=', '&\u00c2\u00a9_id='])('may have %s for &copy_id=', async name => {
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/welcome/variants`)
    const reply = await ask(`template_id=welcome${name}${body.items[0].id}`)
    expect(reply.body.reason).toBe('forced')
  })
})

describe('nothing is recorded', () => {
  it('by HEAD', async () => {
    const reply = await server.app.inject({
      method: 'HEAD',
      url: `/api/generate/${scene.org}?template_id=welcome&user_id=h1&use_cache=false`,
      headers: { 'x-api-key': ADMIN_KEY },
    })
    expect([reply.statusCode, await decisions()]).toEqual([200, 0])
  })

  it.each([
    ['user-agent', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['user-agent', 'facebookexternalhit/1.1'],
    ['user-agent', 'LinkChecker/10.2'],
    ['sec-purpose', 'prefetch;prerender'],
    ['x-moz', 'prefetch'],
  ])('by a program that looks at every link: %s %s', async (name, value) => {
    const url = `/api/generate/${scene.org}?template_id=welcome&user_id=h1`
    const { status, body } = await server.call('GET', url, undefined, { [name]: value })
    expect([status, body.decision_id, await decisions()]).toEqual([200, null, 0])
  })

  it('but by a sender', async () => {
    const headers = { 'user-agent': 'AcmeBot/1.0' }
    const url = `/api/generate/${scene.org}?template_id=welcome&user_id=h1`
    await server.call('GET', url, undefined, headers)
    await server.call('POST', url, undefined, { 'user-agent': 'Slackbot' })
    expect(await decisions()).toBe(1)
  })
})
