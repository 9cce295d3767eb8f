import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDemoOrg } from '../../src/features/demo/demo-org.ts'
import { ADMIN_KEY, startTestApp, type TestApp } from '../app.ts'

// With the routes of the console. A client downloads a tenth of it: the document is served compressed.
const BYTES_MAX = 750_000
const NAMED = [
  'Template',
  'Variant',
  'Results',
  'Decision',
  'Request',
  'FeedbackWebhook',
  'FeedbackDelivery',
  'Delivery',
  'Org',
  'Sandbox',
  'Key',
  'Platform',
  'Recommendation',
  'Event',
  'PersonTrace',
  'Problem',
  'CustomEvent',
]

/** Only people have these. */
const WITHOUT_KEYS = /^\/api\/v1\/me\b/

interface Media {
  readonly schema: object
  readonly example?: unknown
}
interface Body {
  readonly $ref?: string
  readonly description?: string
  readonly content?: Readonly<Record<string, Media>>
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly 'x-permission': string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly example?: unknown
  }[]
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
  readonly path: string
  readonly method: string
}

function expectToNameItsCallers({ operationId, path, security, responses, ...operation }: Operation): void {
  const session = [{ session: [] }]
  const keys = [{ apiKey: [expect.any(String)] }, { bearer: [expect.any(String)] }]
  if (operation['x-permission'] === 'public') expect([[], session], operationId).toContainEqual(security)
  else expect(security, operationId).toEqual(WITHOUT_KEYS.test(path) ? session : [...keys, ...session])
  const unauthorised = security?.length === 0 ? [] : ['401']
  expect(Object.keys(responses)).toEqual(expect.arrayContaining([...unauthorised, '500', '503']))
}

let server: TestApp
let document: Record<string, unknown> & {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object>; readonly responses: Record<string, Body> }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}
let operations: readonly Operation[]

beforeAll(async () => {
  server = await startTestApp()
  document = (await server.call('GET', '/openapi.json')).body
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
  )
})
afterAll(() => server.close())

/** Every part of the document with this key, whatever it stands under. */
function all(key: string, value: unknown = document): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(item => all(key, item))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [...(name === key ? [item] : []), ...all(key, item)])
}

const successes = ({ responses }: Operation) =>
  Object.entries(responses).filter(([status]) => status.startsWith('2'))
const bodiesOf = (operation: Operation): readonly Media[] =>
  [operation.requestBody, ...successes(operation).map(([, body]) => body)].flatMap(body =>
    Object.values(body?.content ?? {}),
  )

describe('the document', () => {
  it('is small, and comes compressed to who can read that', async () => {
    const get = (accepted: string) =>
      server.app.inject({ url: '/openapi.json', headers: { 'accept-encoding': accepted } })
    const [plain, gzip, br, refused, viewer] = await Promise.all([
      get(''),
      get('gzip, deflate'),
      get('gzip, deflate, br'),
      get('gzip;q=0, br;q=0'),
      server.app.inject({ url: '/docs/json', headers: { 'accept-encoding': 'br' } }),
    ])
    expect(plain.rawPayload.length).toBeLessThan(BYTES_MAX)
    expect(statSync(fileURLToPath(new URL('../../openapi.json', import.meta.url))).size).toBeLessThan(
      BYTES_MAX,
    )
    expect([plain, gzip, br, refused, viewer].map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      'br',
      undefined,
      'br',
    ])
    expect(gunzipSync(gzip.rawPayload)).toEqual(plain.rawPayload)
    expect(brotliDecompressSync(br.rawPayload)).toEqual(plain.rawPayload)
    expect(brotliDecompressSync(viewer.rawPayload)).toEqual(plain.rawPayload)
    expect(br.rawPayload.length).toBeLessThan(plain.rawPayload.length / 5)
  })

  it('has a component for every shape with a name, and refers to it', () => {
    const references = new Set(all('$ref'))
    for (const name of NAMED) {
      expect(Object.keys(document.components.schemas)).toContain(name)
      expect([...references]).toContain(`#/components/schemas/${name}`)
    }
    for (const reference of references) {
      const at = String(reference).slice(2).split('/')
      const found = at.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document)
      expect(found, String(reference)).toBeDefined()
    }
  })

  it('says of every operation who may call it, what it does and how it may refuse', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    const tags = document.tags.map(({ name, description }) => {
      expect(description).not.toBe('')
      return name
    })
    for (const operation of operations) {
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]))
      expect(operation.summary).not.toBe('')
      for (const [status, body] of Object.entries(operation.responses)) {
        const { description } = body.$ref === undefined ? body : responseAt(body.$ref)
        expect(description, `${operation.operationId} ${status}`).toMatch(/\S/)
        expect(description).not.toBe('Default Response')
      }
      if (!operation.path.startsWith('/api/v1')) continue
      expectToNameItsCallers(operation)
    }
  })

  it('names the scope that the guard asks for', async () => {
    await server.call('POST', '/api/v1/orgs', { slug: 'guarded' })
    const keyOf = async (scopes: readonly string[]) =>
      (await server.call('POST', '/api/v1/orgs/guarded/keys', { name: 'k', scopes })).body.key
    const keys = Object.fromEntries(
      await Promise.all(
        ['serve', 'ingest', 'manage'].map(async scope => [
          scope,
          await keyOf(['serve', 'ingest', 'manage'].filter(other => other !== scope)),
        ]),
      ),
    )
    for (const { security, path, method, operationId } of operations) {
      const scope = security?.[0]?.['apiKey']?.[0]
      if (scope === undefined || scope === 'operator') continue
      const url = path.replace('{org}', 'guarded').replaceAll(/\{\w+\}/g, 'x')
      const reply = await server.call(method.toUpperCase() as 'GET', url, undefined, {
        'x-api-key': keys[scope],
      })
      expect({ operationId, code: reply.body.code }).toEqual({ operationId, code: 'wrong-scope' })
      expect(reply.body.detail).toContain(`needs ${scope}`)
    }
  })

  it('has an example of every body, and it fits', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
    ajv.addSchema({ $id: 'document', components: document.components })
    const rooted = (value: unknown): object =>
      JSON.parse(JSON.stringify(value).replaceAll('"#/components', '"document#/components'))
    for (const operation of operations) {
      for (const { schema, example } of bodiesOf(operation)) {
        expect(example, operation.operationId).toBeDefined()
        const check = ajv.compile(rooted(schema))
        expect(check(example) ? [] : check.errors, operation.operationId).toEqual([])
      }
    }
  })

  it('has no pattern that other regular expressions refuse', () => {
    const patterns = all('pattern').filter(pattern => typeof pattern === 'string')
    expect(patterns.length).toBeGreaterThan(5)
    for (const pattern of patterns) {
      expect(() => [new RegExp(pattern), new RegExp(pattern, 'u')]).not.toThrow()
      expect(pattern).not.toMatch(/\\p\{|\(\?<[^=!]|[*+?]\+|\(\?>/)
    }
  })

  it('describes every field of custom events in every spelling', () => {
    const { properties } = document.components.schemas['CustomEvent'] as { properties: object }
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining([
        'event',
        'eventName',
        'event_name',
        'user_id',
        'userId',
        'value',
        'properties',
      ]),
    )
    expect(operations.find(({ operationId }) => operationId === 'receiveWebhook')?.requestBody).toBeDefined()
  })
})

const responseAt = (reference: string): Body =>
  document.components.responses[reference.slice('#/components/responses/'.length)] ?? {}

// What "Try it out" cannot do on a new organisation.
const NEEDS_MORE: Readonly<Record<string, string>> = {
  deliverMessage: 'a transport',
  createFeedbackWebhook: 'an address that exists',
  verifyPlatform: "the platform's own API",
  followRequests: 'it never ends',
  signIn: 'a person',
  startOidc: 'a provider',
  finishOidc: 'a provider',
  getSession: 'a session',
  signOut: 'a session',
  setUp: 'the link of the first start',
  followSignInLink: 'a link',
  openInvitation: 'a link',
  acceptInvitation: 'a link',
  openPasswordReset: 'a link',
  resetPassword: 'a link',
  createPasswordReset: 'a member',
  shipVariant: 'a variant',
  setTraffic: 'a variant',
  resumeLearning: 'a change of traffic',
  undoTrafficChange: 'a change of traffic',
  getDemo: 'a demo',
  getExport: 'an export',
  testTransport: 'a transport',
  confirmErasure: 'an erasure that waits',
  dismissErasure: 'an erasure that waits',
  getMe: 'a session',
  updateMe: 'a session',
  changePassword: 'a session',
  listOwnSessions: 'a session',
}

describe('the examples', () => {
  it('are answered with 2xx on the organisation of the demo', async () => {
    await createDemoOrg(
      async ({ method = 'POST', path, headers, body }) => {
        const reply = await server.app.inject({
          method,
          url: path,
          headers: { ...headers },
          ...(body === undefined ? {} : { payload: body }),
        })
        return { status: reply.statusCode, text: reply.body }
      },
      ADMIN_KEY,
      'demo',
    )
    const called: string[] = []
    const refused: object[] = []
    for (const operation of operations) {
      const { operationId, method, path, parameters = [], requestBody } = operation
      if (operationId in NEEDS_MORE || method === 'delete' || namesWhatIsNotThere(operation)) continue
      const url = parameters
        .filter(parameter => parameter.in === 'path')
        .reduce((at, { name, example }) => at.replace(`{${name}}`, String(example)), path)
      const query = new URLSearchParams(
        parameters
          .filter(parameter => parameter.in === 'query' && parameter.example !== undefined)
          .map(({ name, example }): [string, string] => [name, String(example)]),
      )
      const body = requestBody?.content?.['application/json']?.example
      const reply = await server.call(method.toUpperCase() as 'GET', `${url}?${query}`, body)
      if (reply.status >= 300) refused.push({ operationId, ...reply })
      else called.push(operationId)
    }
    expect(refused).toEqual([])
    expect(called).toEqual(
      expect.arrayContaining([
        'generateCopy',
        'generateCopyByQuery',
        'receiveWebhook',
        'createTemplate',
        'getResults',
        'simulate',
        'findSendTime',
      ]),
    )
    expect(called.length).toBeGreaterThan(45)
  })
})

/** Ids that are given out anew each time are in no example. */
const namesWhatIsNotThere = ({ parameters = [] }: Operation): boolean =>
  parameters.some(({ in: place, example }) => place === 'path' && /^[0-9a-f]{8}-/.test(String(example)))
