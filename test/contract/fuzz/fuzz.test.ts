import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { beforeAll, expect, it } from 'vitest'
import { PLATFORMS } from '../../../src/core/platforms/index.ts'
import { ADMIN_KEY } from '../../app.ts'
import { createOrg, createTemplate, processInbox } from '../../factories.ts'
import { recordingsOf } from '../../platforms/fixtures.ts'
import { useServer } from '../../scene.ts'
import { OPERATIONS, type Operation } from '../operations.ts'
import { mutationsOf } from './mutations.ts'
import { nonsense, valuesOf, words } from './schema-values.ts'
import { connectAll, proofOf } from './senders.ts'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1500)
const MS_A_RUN = 100
const READ_EVERY = 500
const TIMEOUT_MS = 120_000 + RUNS * MS_A_RUN

// No limit, so that no call is refused for its number.
const unlimited = Object.fromEntries(
  ['MANAGE_CALLS_PER_MINUTE', 'MANAGE_CALLS_PER_MINUTE_OF_ORG', 'REFUSED_CALLS_PER_MINUTE'].map(name => [
    `PARLEY_${name}`,
    '1000000000',
  ]),
)
const server = useServer(unlimited)
/** Ids that exist, by the names of their lists, so that calls reach what is behind the look-up. */
const known = new Map<string, string[]>([
  ['templates', ['welcome']],
  ['platforms', PLATFORMS.map(({ slug }) => slug)],
  ['webhook', ['events']],
  ['transports', ['smtp', 'cio', 'ajo']],
  ['people', ['user-1', 'ann@example.com']],
])
const KNOWN_MAX = 50

beforeAll(async () => {
  await createOrg(server, 'acme')
  await createOrg(server, 'reported')
  const { controlId, variantIds } = await createTemplate(server, 'acme', 'welcome')
  known.set(
    'variants',
    [controlId, ...variantIds].filter(id => id !== undefined),
  )
})

/** They take long: each plays messages, or asks a server that is not there. They have tests of their own. */
const SLOW = /^(createDemo|simulate|startSimulation|evaluatePolicy|verify.*|test.*|check.*)$/
const isSlow = ({ operationId }: Operation): boolean => SLOW.test(operationId)
const slow = OPERATIONS.filter(isSlow)
const quick = OPERATIONS.filter(operation => !isSlow(operation))

function bodyOf({ body, bodySchema }: Operation): fc.Arbitrary<unknown> {
  if (bodySchema === undefined) return fc.constant(undefined)
  const documented = body === undefined ? [] : [{ weight: 4, arbitrary: mutationsOf(body) }]
  return fc.oneof(
    ...documented,
    { weight: 4, arbitrary: valuesOf(bodySchema).chain(mutationsOf) },
    { weight: 1, arbitrary: nonsense },
  )
}

/** Calls of an operation as a client makes them that read the documentation, more or less. */
const callsOf = (operation: Operation) =>
  fc.record({
    operation: fc.constant(operation),
    ids: fc.array(fc.oneof({ weight: 6, arbitrary: fc.nat() }, { weight: 1, arbitrary: words }), {
      minLength: 4,
      maxLength: 4,
    }),
    query: fc.record(
      Object.fromEntries(
        Object.entries(operation.query).map(([name, schema]) => [name, fc.oneof(valuesOf(schema), words)]),
      ),
      { requiredKeys: [] },
    ),
    body: bodyOf(operation),
  })
const callsByOperation = new Map(OPERATIONS.map(operation => [operation, callsOf(operation)]))
const anyOf = (operations: readonly Operation[]) =>
  fc.constantFrom(...operations).chain(operation => callsByOperation.get(operation) ?? callsOf(operation))
const calls = fc.oneof({ weight: 200, arbitrary: anyOf(quick) }, { weight: 1, arbitrary: anyOf(slow) })
type Call = typeof calls extends fc.Arbitrary<infer Given> ? Given : never

async function answerOf(call: Call) {
  const request = toRequest(call)
  const reply = await server.app.inject(request)
  if (reply.statusCode >= 500) expect({ request, reply: reply.body }).toBe('no 500')
  remember(call.operation.path, reply.body)
  return reply.statusCode
}

async function fuzz(): Promise<void> {
  expect(quick.length).toBeGreaterThan(150)
  let wellTaken = 0
  await fc.assert(
    fc.asyncProperty(calls, async call => {
      if ((await answerOf(call)) < 300) wellTaken++
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
  // Calls that are all refused at the door would show nothing.
  expect(wellTaken / RUNS).toBeGreaterThan(0.15)
  await processInbox(server)
  expect((await server.call('GET', '/readyz')).status).toBe(200)
}
it('no call of any operation ends in a 500', fuzz, TIMEOUT_MS)

/** A lone surrogate cannot be sent in an address at all. */
const safe = (text: string): string => text.toWellFormed() || '-'

function toRequest({ operation: { method, path }, ids, query, body }: Call): InjectOptions {
  const parts = path.split('/')
  const address = parts
    .map((part, at) => {
      const name = /^\{(\w+)\}(.*)$/.exec(part)
      if (name === null) return part
      if (name[1] === 'org') return 'acme'
      const id = ids[at % ids.length] ?? ''
      const list = known.get(parts[at - 1] ?? '') ?? ['none']
      const text = typeof id === 'string' ? id : (list[id % list.length] ?? '')
      return encodeURIComponent(safe(text)) + name[2]
    })
    .join('/')
  const asked = Object.entries(query).map(([name, value]): [string, string] => [
    name,
    safe(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')),
  ])
  const url = `${address}?${new URLSearchParams(asked)}`
  const headers = { 'x-api-key': ADMIN_KEY }
  if (body === undefined) return { method, url, headers }
  return {
    ...{ method, url, headers: { ...headers, 'content-type': 'application/json' } },
    payload: JSON.stringify(body) ?? 'null',
  }
}

/** Ids in the answer of a list are ids for later calls. */
function remember(path: string, answer: string): void {
  const list = path.split('/').findLast(part => !part.startsWith('{')) ?? ''
  const ids = known.get(list) ?? []
  for (const [, id = ''] of answer.matchAll(/"id":"([^"]{1,200})"/g)) if (!ids.includes(id)) ids.push(id)
  if (ids.length > 0) known.set(list, ids.slice(-KNOWN_MAX))
}

const reports = fc.constantFrom(...PLATFORMS).chain(({ slug }) =>
  fc.constantFrom(...recordingsOf(slug)).chain(({ request: { query, body } }) =>
    fc.record({
      ...{ slug: fc.constant(slug), query: fc.constant(query) },
      // An empty batch has nothing that Segment could sign.
      body: mutationsOf(JSON.parse(Buffer.from(body).toString())).filter(
        changed => !Array.isArray(changed) || changed.length > 0,
      ),
    }),
  ),
)

async function fuzzReports(): Promise<void> {
  const key = { name: 'reports', scopes: ['ingest'] }
  const { body: made } = await server.call('POST', '/api/v1/orgs/reported/keys', key)
  await connectAll(server, 'reported')
  let count = 0
  await fc.assert(
    fc.asyncProperty(reports, async ({ slug, query, body }) => {
      const asked = Object.entries(query).map(([name, value]): [string, string] => [name, value ?? ''])
      const payload = JSON.stringify(body) ?? 'null'
      const json = { 'content-type': 'application/json', 'x-api-key': made.key }
      const reply = await server.app.inject({
        ...{ method: 'POST', url: `/api/webhook/${slug}/reported?${new URLSearchParams(asked)}`, payload },
        headers: { ...json, ...proofOf(slug, payload) },
      })
      if (reply.statusCode !== 200) expect({ slug, payload, reply: reply.body }).toBe('taken')
      if (++count % READ_EVERY === 0) await processInbox(server)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
  await processInbox(server)
  const waiting = await server.call('GET', '/api/v1/orgs/reported/requests?pending=true')
  // Salesforce is asked again to confirm an address; there is none here.
  const unread = waiting.body.items.filter(({ outcome }: { outcome: string }) => outcome !== 'unconfirmed')
  expect(unread).toEqual([])
}
it('a report that is almost one of a platform is taken, and read to its end', fuzzReports, TIMEOUT_MS)
