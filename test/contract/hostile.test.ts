import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createOrg, createTemplate, processInbox, type TestTemplate } from '../factories.ts'
import { useServer } from '../scene.ts'

const server = useServer()
let template: TestTemplate
let keys: Record<'serve' | 'ingest' | 'manage' | 'foreign', string>

beforeAll(async () => {
  await createOrg(server, 'acme')
  await createOrg(server, 'other')
  template = await createTemplate(server, 'acme', 'welcome')
  const make = async (org: string, scope: string): Promise<string> => {
    const reply = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: scope, scopes: [scope] })
    return reply.body.key
  }
  keys = {
    serve: await make('acme', 'serve'),
    ingest: await make('acme', 'ingest'),
    manage: await make('acme', 'manage'),
    foreign: await make('other', 'serve'),
  }
})

const GENERATE = '/api/generate/acme'
const json = { 'content-type': 'application/json' }

async function refusal(options: InjectOptions): Promise<{ status: number; code: string; detail: string }> {
  const reply = await server.app.inject(options)
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/)
  const { status, code, detail } = reply.json()
  expect(status).toBe(reply.statusCode)
  return { status, code, detail }
}

const generate = (
  payload: unknown,
  headers: Record<string, string> = { 'x-api-key': keys.serve },
): InjectOptions => ({
  method: 'POST',
  url: GENERATE,
  headers: { ...json, ...headers },
  payload: payload as object,
})

describe('a precise problem', () => {
  it('for an organisation that does not exist', async () => {
    expect(await refusal({ ...generate({}), url: '/api/generate/nobody' })).toMatchObject({
      status: 404,
      code: 'org-not-found',
      detail: expect.stringContaining('"nobody"'),
    })
  })

  it('for a template that does not exist', async () => {
    expect(await refusal(generate({ template_id: 'nope' }))).toMatchObject({
      status: 404,
      code: 'template-not-found',
      detail: expect.stringContaining('"nope"'),
    })
  })

  it('for a missing, a wrong and a foreign key, and for a key without the scope', async () => {
    const body = { template_id: 'welcome' }
    expect(await refusal(generate(body, {}))).toMatchObject({ status: 401, code: 'missing-key' })
    expect(await refusal(generate(body, { 'x-api-key': 'parley_000000000000_nonsense' }))).toMatchObject({
      status: 401,
      code: 'wrong-key',
    })
    expect(await refusal(generate(body, { 'x-api-key': keys.foreign }))).toMatchObject({
      status: 401,
      code: 'wrong-key',
    })
    expect(await refusal(generate(body, { authorization: `Bearer ${keys.ingest}` }))).toMatchObject({
      status: 403,
      code: 'wrong-scope',
      detail: expect.stringContaining('serve'),
    })
  })

  it('for a body that is not JSON, not UTF-8, empty where it is needed, or nested too deep', async () => {
    expect(await refusal(generate('{"template_id": '))).toMatchObject({ status: 400, code: 'invalid-json' })
    expect(await refusal(generate(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])))).toMatchObject({
      status: 400,
      code: 'invalid-json',
      detail: expect.stringContaining('UTF-8'),
    })
    expect(await refusal(generate(''))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('template_id'),
    })
    expect(
      await refusal(
        generate(`{"template_id":"welcome","attrs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      ),
    ).toMatchObject({ status: 400, detail: expect.stringContaining('64 levels') })
  })

  it('for a body of 20 MB', async () => {
    const huge = JSON.stringify({ template_id: 'welcome', fields: { text: 'x'.repeat(20_000_000) } })
    expect(await refusal(generate(huge))).toMatchObject({ status: 413, code: 'too-large' })
    expect(
      await refusal({
        method: 'POST',
        url: '/api/webhook/events/acme',
        headers: { ...json, 'x-api-key': keys.ingest },
        payload: huge,
      }),
    ).toMatchObject({ status: 413 })
  })

  it('for another content type', async () => {
    expect(
      await refusal(generate('template_id=welcome', { 'x-api-key': keys.serve, 'content-type': 'text/csv' })),
    ).toMatchObject({ status: 415, code: 'unsupported-media-type' })
  })

  it('that names the field', async () => {
    expect(await refusal(generate({ template_id: 'welcome', epsilon: 7 }))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('/epsilon'),
    })
    expect(
      await refusal({
        method: 'GET',
        url: `${GENERATE}?template_id=welcome&epsilon=lots`,
        headers: { 'x-api-key': keys.serve },
      }),
    ).toMatchObject({ status: 400, detail: expect.stringContaining('epsilon') })
  })

  it('for a webhook that does not prove where it comes from, or names no platform', async () => {
    const post = (platform: string, headers = {}) =>
      refusal({
        method: 'POST',
        url: `/api/webhook/${platform}/acme`,
        headers: { ...json, ...headers },
        payload: '{}',
      })
    expect(await post('cio')).toMatchObject({ status: 401, code: 'webhook-refused' })
    expect(await post('events')).toMatchObject({ status: 401, code: 'webhook-refused' })
    expect(await post('events', { 'x-api-key': keys.serve })).toMatchObject({ status: 401 })
    expect(await post('pigeon', { 'x-api-key': keys.ingest })).toMatchObject({
      status: 404,
      code: 'platform-not-found',
    })
  })
})

it('text that the store cannot hold is cleaned, not refused', async () => {
  const payload =
    '{"template_id":"welcome","user_id":"a\\u0000b","tracking_id":"\\ud800","fields":{"name":"\\udfff"},"attrs":{"x\\u0000":"\\u0000"}}'
  const reply = await server.app.inject(generate(payload))
  expect(reply.statusCode).toBe(200)
})

it.each([
  'POST /profile-writes/%00/retry',
  'DELETE /keys/%00',
  'PATCH /templates/%ED%A0%80',
  'PATCH /templates/a%00',
])('%s is not found, although the audit log cannot hold its name', async route => {
  const [method, path] = route.split(' ') as ['POST' | 'PATCH' | 'DELETE', string]
  const reply = await server.app.inject({
    method,
    url: `/api/v1/orgs/acme${path}`,
    headers: { 'x-api-key': ADMIN_KEY, ...(method === 'PATCH' && json) },
    ...(method === 'PATCH' && { payload: '{}' }),
  })
  expect(reply.statusCode).toBeOneOf([400, 404])
})

it('an authenticated webhook is taken whatever it contains, and kept with the reason', async () => {
  const bodies = [
    '',
    'not json',
    '[[[',
    Buffer.from([0xff, 0x00]),
    '"text"',
    '{"event":"purchase","user_id":"\\u0000","value":1e999}',
    '['.repeat(70) + ']'.repeat(70),
  ]
  const types = ['text/weird', 'application/json, application/json', 'nonsense', ';;', '']
  for (const [at, payload] of bodies.entries()) {
    const type = types[at % types.length] ?? ''
    const reply = await server.app.inject({
      method: 'POST',
      url: '/api/webhook/events/acme',
      headers: { 'content-type': type, 'x-api-key': keys.ingest },
      payload,
    })
    expect(reply.statusCode).toBe(200)
    const { body } = await server.call('GET', `/api/v1/orgs/acme/requests/${reply.json().request_id}`)
    expect(body.headers['content-type']).toBe(type)
  }
  await processInbox(server)
  const { body } = await server.call('GET', '/api/v1/orgs/acme/requests?limit=100')
  // Calls that an earlier test had refused are written every few seconds.
  const taken = body.items.filter(({ outcome }: { outcome: string }) => outcome !== 'refused')
  expect(taken).toHaveLength(bodies.length)
  for (const { processed_at, items } of taken) {
    expect(processed_at).not.toBeNull()
    for (const item of items)
      expect(item).toMatchObject({ outcome: expect.any(String), reason: expect.any(String) })
  }
})

describe('fuzzing', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('welcome', 'acme', '../..', "'; drop table orgs; --", '%00', '\u0000', '{{', '1e309'),
  )
  const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  })).value

  it('of every endpoint finds no 500', async () => {
    const { body: openapi } = await server.call('GET', '/openapi.json')
    const endpoints = Object.entries<Record<string, Endpoint>>(openapi.paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, endpoint]) => ({ path, method, endpoint })),
      )
      .filter(({ endpoint }) => !isEndless(endpoint) && endpoint.operationId !== PLAYS_A_MONTH)
    expect(endpoints.length).toBeGreaterThan(25)
    const call = fc.record({
      endpoint: fc.constantFrom(...endpoints),
      ids: fc.infiniteStream(
        fc.oneof(fc.constantFrom('acme', 'welcome', 'cio', 'events', template.variantIds[0] as string), text),
      ),
      body: value,
      fields: fc.infiniteStream(fc.option(value, { nil: undefined, freq: 2 })),
      query: fc.dictionary(text, text, { maxKeys: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(call, async given => {
        const request = toRequest(given)
        const reply = await server.app.inject(request)
        expect({ request, status: reply.statusCode, reply: reply.body }).toMatchObject({
          status: expect.toSatisfy((status: number) => status < 500),
        })
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 1500) },
    )
    await processInbox(server)
    expect((await server.call('GET', '/readyz')).status).toBe(200)
  }, 180_000)
})

interface Call {
  readonly endpoint: { readonly path: string; readonly method: string; readonly endpoint: Endpoint }
  readonly ids: fc.Stream<string>
  readonly body: unknown
  readonly fields: fc.Stream<unknown>
  readonly query: Readonly<Record<string, string>>
}

interface Endpoint {
  readonly operationId?: string
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: { readonly properties?: object } }>>
  }
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

/** It takes no input, and plays a month of history meanwhile, which slows all other calls. It has tests of its own. */
const PLAYS_A_MONTH = 'createDemo'

/** A line that stays open is no reply to wait for. */
const isEndless = ({ responses }: Endpoint): boolean =>
  responses?.['200']?.content?.['text/event-stream'] !== undefined

/** What `encodeURIComponent` takes: a lone surrogate cannot be sent in an address at all. */
const safe = (text: string): string => text.toWellFormed() || '-'

const textOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : safe(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** A call of the endpoint, filled in with the given nonsense; every other time with the right names. */
function toRequest({ endpoint: { path, method, endpoint }, ids, body, fields, query }: Call): InjectOptions {
  const fill = (_hole: string, name: string) =>
    encodeURIComponent(safe(name === 'org' ? 'acme' : ids.next().value))
  const url = `${path.replace(/\{(\w+)\}/g, fill)}?${new URLSearchParams([...parametersOf(endpoint, fields), ...Object.entries(query)])}`
  const headers = { 'x-api-key': ADMIN_KEY }
  if (method === 'get') return { method: 'GET', url, headers }
  const properties = Object.keys(endpoint.requestBody?.content['application/json']?.schema?.properties ?? {})
  const shaped =
    typeof body === 'string' ? body : Object.fromEntries(properties.map(name => [name, fields.next().value]))
  return {
    method: method.toUpperCase() as 'POST',
    url,
    headers: { ...headers, ...json },
    payload: JSON.stringify(shaped),
  }
}

const parametersOf = ({ parameters = [] }: Endpoint, fields: fc.Stream<unknown>): [string, string][] =>
  parameters.flatMap(parameter => {
    const value = parameter.in === 'query' ? textOf(fields.next().value) : undefined
    return value === undefined ? [] : [[parameter.name, value]]
  })
