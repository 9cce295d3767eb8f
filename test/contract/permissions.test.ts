import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  leastRole,
  PERMISSIONS,
  permits,
  type RequiredPermission,
  ROLES,
} from '../../src/runtime/http/permission.ts'
import { createOrg } from '../factories.ts'
import { useServer } from '../scene.ts'
import { createMember, createVisitor, type Visitor } from '../visitor.ts'

interface Operation {
  readonly operationId: string
  readonly path: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly 'x-permission': RequiredPermission
}

const { paths }: { paths: Record<string, Record<string, Omit<Operation, 'path' | 'method'>>> } = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
)
const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    path,
    method: method.toUpperCase() as Operation['method'],
  })),
)

const ORG = '/api/v1/orgs/{org}'
const T = `${ORG}/templates`

/**
 * Who may do what. The first row counts whose method and address fit; `*` stands for the rest of an address. An operation
 * without a row fails the test.
 */
const TABLE: readonly (readonly [RequiredPermission, string, ...string[]])[] = [
  ['public', 'GET', '/healthz', '/readyz', '/metrics', '/schemas/feedback-webhook.json'],
  // It has a proof of its own: a signature, or a key.
  ['public', 'POST', '/api/webhook/{platform}/{org}'],
  ['public', 'GET', '/api/v1/setup', '/api/v1/session', '/api/v1/sign-in-links/*', '/api/v1/oidc/*'],
  ['public', 'GET', '/api/v1/invitations/{token}', '/api/v1/password-resets/{token}'],
  ['public', 'POST', '/api/v1/setup', '/api/v1/session', '/api/v1/invitations/{token}'],
  ['public', 'POST', '/api/v1/password-resets/{token}'],
  // It proves to a browser that this server is behind the public address.
  ['public', 'GET', '/api/v1/public-url/{token}'],
  ['public', 'DELETE', '/api/v1/session'],
  ['signed-in', 'GET', '/api/v1/orgs', '/api/v1/me*'],
  ['signed-in', 'POST', '/api/v1/me/password'],
  ['signed-in', 'PATCH', '/api/v1/me'],
  ['signed-in', 'DELETE', '/api/v1/me/sessions*'],
  ['operator', 'POST', '/api/v1/orgs'],
  ['operator', 'PATCH', `${ORG}/limits`],

  // A choice, a message and a time are made for the one who asks.
  ['edit', 'GET', '/api/generate/{org}', '/api/delay/{org}'],
  ['edit', 'POST', '/api/generate/{org}', '/api/batch-generate/{org}', '/api/deliver/{org}'],

  ['administer', 'GET', `${ORG}/invitations`],
  ['administer', 'PATCH', ORG, `${ORG}/members/{id}`, `${ORG}/sandboxes*`],
  ['administer', 'POST', `${ORG}/sandboxes`, `${ORG}/invitations`, `${ORG}/password-resets`, `${ORG}/demo`],
  [
    'administer',
    'DELETE',
    `${ORG}/members/{id}`,
    `${ORG}/invitations/{id}`,
    `${ORG}/sandboxes*`,
    `${ORG}/demo`,
  ],
  ['administer', 'DELETE', `${ORG}/people/{user}`],
  ['administer', 'POST', `${ORG}/erasures/*`],

  ['read', 'GET', `${ORG}*`],
  // A search, a preview and a try-out change nothing.
  ['read', 'POST', `${ORG}/people/search`, `${ORG}/attributes/try`, `${ORG}/feedback-webhooks/preview`],

  ['edit', 'POST', `${T}*`, `${ORG}/recommendations*`, `${ORG}/simulate`, `${ORG}/simulations*`],
  ['edit', 'POST', `${ORG}/variants/read`, `${ORG}/preview`],
  // Looking for the reason why nothing arrives changes nothing either.
  ['edit', 'POST', `${ORG}/platforms/{slug}/causes/{cause}`],
  ['edit', 'PATCH', `${T}*`],
  ['edit', 'DELETE', `${T}*`],

  ['operate', 'POST', `${ORG}/platforms*`, `${ORG}/requests*`, `${ORG}/attributes*`, `${ORG}/keys*`],
  [
    'operate',
    'POST',
    `${ORG}/profile-writes*`,
    `${ORG}/deliveries*`,
    `${ORG}/transports*`,
    `${ORG}/feedback-webhooks*`,
  ],
  ['operate', 'POST', `${ORG}/public-url/check`, `${ORG}/jobs*`, `${ORG}/metrics`],
  ['operate', 'POST', `${ORG}/sources*`, `${ORG}/exports*`],
  [
    'operate',
    'PUT',
    `${ORG}/platforms*`,
    `${ORG}/attributes*`,
    `${ORG}/event-mapping`,
    `${ORG}/channels`,
    `${ORG}/person-hash-key`,
    `${ORG}/transports*`,
  ],
  ['operate', 'PUT', `${ORG}/templates/{template}/feedback-webhooks/{id}`],
  ['operate', 'PATCH', `${ORG}/feedback-webhooks*`, `${ORG}/metrics*`, `${ORG}/sources*`],
  ['operate', 'DELETE', `${ORG}/metrics*`, `${ORG}/attributes*`, `${ORG}/keys*`, `${ORG}/feedback-webhooks*`],
  ['operate', 'DELETE', `${ORG}/sources*`, `${ORG}/exports`],
  ['operate', 'PUT', `${ORG}/exports`],
]

const fits = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern

const expectedOf = ({ method, path }: Operation): RequiredPermission | undefined =>
  TABLE.find(([, of, ...patterns]) => of === method && patterns.some(pattern => fits(pattern, path)))?.[0]

it('every operation asks for what the table says', () => {
  const said = operations.map(({ operationId, ...operation }) => [operationId, operation['x-permission']])
  expect(said).toEqual(operations.map(operation => [operation.operationId, expectedOf(operation)]))
})

it('every row of the table has an operation', () => {
  const unused = TABLE.flatMap(([, of, ...patterns]) =>
    patterns.filter(pattern => !operations.some(({ method, path }) => method === of && fits(pattern, path))),
  )
  expect(unused).toEqual([])
})

describe.each(ROLES)('a %s', role => {
  const server = useServer()
  let visitor: Visitor
  beforeAll(async () => {
    await createOrg(server, 'acme')
    visitor = await createMember(server, 'acme', `${role}@example.com`, role)
  })

  it('may do exactly what the role may', async () => {
    const answers: [string, string][] = []
    const expected: [string, string][] = []
    for (const operation of operations) {
      const permission = operation['x-permission']
      const asked = PERMISSIONS.find(each => each === permission)
      if (asked === undefined && permission !== 'operator') continue
      const may = asked !== undefined && permits(role, asked)
      expected.push([operation.operationId, may ? 'may' : 'not-permitted'])
      answers.push([operation.operationId, await outcomeOf(visitor, operation)])
    }
    expect(answers).toEqual(expected)
    expect(answers.length).toBeGreaterThan(60)
  })

  it('without a session, or in another organisation, may do nothing', async () => {
    await createOrg(server, 'other')
    for (const operation of operations) {
      if (operation['x-permission'] === 'public') continue
      const { operationId } = operation
      expect([operationId, await outcomeOf(createVisitor(server), operation)]).toEqual([
        operationId,
        expect.stringMatching(/^(missing-key|signed-out)$/),
      ])
      if (!operation.path.includes('{org}')) continue
      expect([operationId, await outcomeOf(visitor, operation, 'other')]).toEqual([
        operationId,
        // What only operators do is refused before anybody looks for the organisation.
        operation['x-permission'] === 'operator' ? 'not-permitted' : 'org-not-found',
      ])
    }
  })
})

/** `may` if the guard lets the call in, whatever becomes of it; otherwise the refusal of the guard. */
async function outcomeOf(visitor: Visitor, { method, path }: Operation, org = 'acme'): Promise<string> {
  const url = path.replace('{org}', org).replaceAll(/\{\w+\}/g, 'x')
  // A stream refuses this header, so that it ends.
  const { body } = await visitor.call(method, url, undefined, { 'last-event-id': 'x' })
  return REFUSALS.includes(body?.code) ? body.code : 'may'
}

const REFUSALS = [
  'missing-key',
  'wrong-key',
  'signed-out',
  'not-permitted',
  'org-not-found',
  'cross-site',
  'key-and-session',
]

it('names the least role of each permission', () => {
  expect(PERMISSIONS.map(leastRole)).toEqual(ROLES)
})
