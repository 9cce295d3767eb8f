import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg, createTemplate } from '../../factories.ts'
import { useServer } from '../../scene.ts'
import { OPERATIONS_OF_ORG, type Operation, withText } from '../operations.ts'
import { createVictim, digestOf, VICTIM, WORD } from './victim.ts'

const server = useServer()
let foreign: readonly string[]
let key: string
let own: Readonly<Record<string, string>>

beforeAll(async () => {
  await createOrg(server, 'acme')
  await createOrg(server, VICTIM)
  foreign = await createVictim(server)
  const { variantIds } = await createTemplate(server, 'acme', 'own')
  const at = '/api/v1/orgs/acme'
  const scopes = ['serve', 'ingest', 'manage']
  key = (await server.call('POST', `${at}/keys`, { name: 'all', scopes })).body.key
  const webhook = { name: 'w', url: 'https://example.com/w', channels: ['email'] }
  own = {
    ...{
      org: 'acme',
      templates: 'own',
      template: 'own',
      variants: variantIds[0] ?? '',
      webhook: 'events',
      platforms: 'events',
    },
    'feedback-webhooks': (await server.call('POST', `${at}/feedback-webhooks`, webhook)).body.id,
  }
})

interface Call {
  readonly method: Operation['method']
  readonly url: string
  readonly body?: unknown
}

/** The address with own ids, but for the parameter at this place. */
function addressOf({ path }: Operation, org: string, place: number, id: string): string {
  const parts = path.split('/')
  let seen = -1
  return parts
    .map((part, at) => {
      const name = /^\{(\w+)\}(.*)$/.exec(part)
      if (name === null) return part
      if (name[1] === 'org') return org
      seen++
      const mine = own[parts[at - 1] ?? ''] ?? own[name[1] ?? ''] ?? 'own'
      return encodeURIComponent(seen === place ? id : mine) + name[2]
    })
    .join('/')
}

const placesOf = ({ path }: Operation): number => path.split('{').length - 2

/** Every call of an operation that has a foreign id in one place: in the address, the query or the body. */
function callsOf(operation: Operation, id: string): readonly Call[] {
  const { method, query, body } = operation
  const here = addressOf(operation, 'acme', -1, '')
  const inAddress = Array.from({ length: placesOf(operation) }, (_, place) => ({
    ...{ method, url: addressOf(operation, 'acme', place, id) },
    ...(body !== undefined && { body }),
  }))
  const needed = 'template_id' in query ? { template_id: 'own' } : {}
  const inQuery = Object.keys(query).map(name => ({
    method,
    url: `${here}?${new URLSearchParams({ ...needed, [name]: id })}`,
  }))
  const inBody = withText(withoutOutside(body), id).map(each => ({ method, url: here, body: each }))
  return [...inAddress, ...(method === 'GET' ? inQuery : []), ...inBody]
}

/** No test calls a server outside. */
const withoutOutside = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'url' in body ? { ...body, url: 'http://127.0.0.1:9/' } : body

// A demo is a month of traffic, and takes no id.
const UNTRIED = ['createDemo', 'deleteDemo']
// The organisation's own audit log has what it tried, so it is read before.
const tried = OPERATIONS_OF_ORG.filter(({ operationId }) => !UNTRIED.includes(operationId)).toSorted(
  (one, other) => Number(one.method !== 'GET') - Number(other.method !== 'GET'),
)

const ask = async ({ method, url, body }: Call) => {
  const reply = await server.call(method, url, body, { 'x-api-key': key })
  return { status: reply.status, text: JSON.stringify(reply.body) ?? '' }
}

describe('the ids of another organisation', () => {
  it('in addresses, queries and bodies show nothing of it, and change nothing there', async () => {
    const { activity, tally, faults, sampler, keyUses, monthUses } = server.services
    await Promise.all([activity, tally, faults, sampler, keyUses, monthUses].map(each => each.flush()))
    const before = await digestOf(server, VICTIM)
    const words = [WORD, ...foreign.filter(({ length }) => length > 8)]
    let calls = 0
    for (const [place, operation] of tried.entries())
      for (const id of someOf(foreign, place))
        for (const call of callsOf(operation, id)) {
          const { status, text } = await ask(call)
          // An answer may say which id it does not know.
          const rest = text.replaceAll(id, '').replaceAll(encodeURIComponent(id), '')
          const shown = words.filter(word => word !== id && rest.includes(word))
          expect({ call, status, shown, text }).toEqual({
            call,
            status: expect.toSatisfy(isFine),
            shown: [],
            text,
          })
          calls++
        }
    expect(calls).toBeGreaterThan(500)
    expect(await digestOf(server, VICTIM)).toEqual(before)
  }, 300_000)
})

// All of them take a minute: `.ci/run` asks for that.
const IDS_EACH = Number(process.env['FOREIGN_IDS'] ?? 2)

/** Another part of the ids for each operation, so that all of them are tried. */
const someOf = (ids: readonly string[], place: number): readonly string[] => {
  const start = (place * IDS_EACH) % ids.length
  return [...ids.slice(start), ...ids.slice(0, start)].slice(0, IDS_EACH)
}

const isFine = (status: number): boolean => status < 500

describe('the address of another organisation', () => {
  it('refuses the key, whatever follows', async () => {
    for (const operation of tried) {
      const url = addressOf(operation, VICTIM, -1, '')
      const { method, body } = operation
      const { status } = await ask({ method, url, ...(body !== undefined && { body }) })
      expect([operation.operationId, status]).toEqual([operation.operationId, expect.toSatisfy(isRefusal)])
    }
  })
})

const isRefusal = (status: number): boolean => status === 401 || status === 403
