import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createOrg, createTemplate } from '../factories.ts'
import { useServer } from '../scene.ts'

interface Operation {
  readonly operationId: string
  readonly 'x-changes-nothing'?: true
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> }
  readonly path: string
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
}

const { paths }: { paths: Record<string, Record<string, Omit<Operation, 'path' | 'method'>>> } = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
)
const unsafe: readonly Operation[] = Object.entries(paths)
  .filter(([path]) => path === '/api/v1/orgs' || path.startsWith('/api/v1/orgs/'))
  .flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'get')
      .map(([method, operation]) => ({
        ...operation,
        path,
        method: method.toUpperCase() as Operation['method'],
      })),
  )
// Deletions come last: the other calls need what they delete.
const inOrder = [
  ...unsafe.filter(({ method }) => method !== 'DELETE'),
  ...unsafe.filter(({ method }) => method === 'DELETE'),
]

const t = useServer({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const at = '/api/v1/orgs/acme'
/** By the part of an address before the parameter. */
const ids: Record<string, string> = {}

beforeAll(async () => {
  await createOrg(t, 'acme')
  const template = await createTemplate(t, 'acme', 'welcome')
  await t.call('POST', '/api/generate/acme', { template_id: 'welcome', user_id: 'pat@people.example' })
  ids['orgs'] = 'acme'
  ids['templates'] = 'welcome'
  ids['variants'] = template.variantIds[0] ?? ''
  ids['attributes'] = 'country'
  ids['platforms'] = 'cio'
  ids['transports'] = 'smtp'
  ids['people'] = 'pat@people.example'
  ids['keys'] = (await t.call('POST', `${at}/keys`, { name: 'Backend', scopes: ['serve'] })).body.id
  await t.call('POST', `${at}/attributes`, { name: 'country', type: 'string', options: [{ value: 'us' }] })
  ids['sandboxes'] = (await t.call('POST', `${at}/sandboxes`, { name: 'empty' })).body.name
  const webhook = { name: 'Mine', channels: ['email'], url: 'https://example.com/hook' }
  ids['feedback-webhooks'] = (await t.call('POST', `${at}/feedback-webhooks`, webhook)).body.id
})

// Rows of one moment have no order.
let now = new Date(Date.now() + 3_600_000)
const tick = () => {
  now = new Date(now.getTime() + 1000)
  t.setNow(now)
}

const addressOf = (path: string): string =>
  path.replaceAll(
    /([^/]+)\/\{(\w+)\}/g,
    (_, before: string) => `${before}/${encodeURIComponent(ids[before] ?? 'none')}`,
  )

const count = async (): Promise<number> => {
  // The demo organisation is made by calls of its own, which leave rows in it.
  const [row] = await t.services.db.query<{ count: number }>({
    text: "select count(*) from audit_entries where actor_name <> 'Set-up of the demo'",
  })
  return row?.count ?? 0
}

/** Bodies that work where the example of the document does not fit this organisation. */
const BODIES: Readonly<Record<string, unknown>> = {
  createOrg: { slug: 'fresh' },
  createSandbox: { name: 'qa' },
  updateTemplate: { name: 'Welcome' },
  updateVariant: { name: 'renamed' },
  createTemplate: { id: 'second', variables: ['subject'] },
  createVariant: { name: 'new', vars: { subject: 'New' } },
  createAttribute: { name: 'plan', type: 'string', options: [{ value: 'pro' }] },
  updateTransport: { settings: { host: 'smtp.example.com', password: 'the-password-of-mail' } },
  updatePlatform: { settings: { site_id: 'site', app_api_key: 'the-key-of-the-platform' } },
}
/** Operations that succeed here; the others have nothing to act on, and then leave no row. */
const SUCCEED = [
  ...[
    'createOrg',
    'updateOrg',
    'createSandbox',
    'createKey',
    'deleteKey',
    'createAttribute',
    'replaceAttribute',
  ],
  ...[
    'deleteAttribute',
    'replaceEventMapping',
    'createVariant',
    'updateVariant',
    'createTemplate',
    'updateTemplate',
  ],
  ...['updateTransport', 'rotateFeedbackSecret', 'deleteFeedbackWebhook', 'erasePerson', 'replayRequests'],
]

describe('the audit log', () => {
  it('has exactly one row for each unsafe operation that succeeds, and none for one that is refused', async () => {
    const succeeded: string[] = []
    for (const { operationId, path, method, requestBody, 'x-changes-nothing': changesNothing } of inOrder) {
      const before = await count()
      const example = Object.values(requestBody?.content ?? {})[0]?.example
      const reply = await t.call(method, addressOf(path), BODIES[operationId] ?? example)
      const made = (await count()) - before
      const isDone = reply.status < 400 || reply.status >= 500
      expect({ operationId, status: reply.status, made }).toEqual({
        operationId,
        status: reply.status,
        made: isDone && !changesNothing ? 1 : 0,
      })
      if (reply.status < 400) succeeded.push(operationId)
    }
    expect(SUCCEED.filter(name => !succeeded.includes(name))).toEqual([])
    const rows = await t.services.db.query<{ state: string; org_id: number | null }>({
      text: "select * from audit_entries where state = 'started' or org_id is null",
    })
    expect(rows).toEqual([])
    // Some operations call addresses that do not answer.
  }, 240_000)
})

describe('a row', () => {
  const last = async (org = at) => (await t.call('GET', `${org}/audit?limit=1`)).body.items[0]

  it('says who changed what, from what to what, and from where', async () => {
    await createOrg(t, 'shop')
    tick()
    await t.call('PATCH', '/api/v1/orgs/shop', { name: 'Shop', attribution: { offset_days: 2 } })
    expect(await last('/api/v1/orgs/shop')).toEqual({
      id: expect.any(String),
      at: now.toISOString(),
      actor: { kind: 'operator', id: 'operator', name: "operator's key" },
      action: 'updateOrg',
      object: { type: 'organisation', id: 'shop' },
      template_id: null,
      state: 'done',
      status: 200,
      fields: ['name', 'attribution.offset_days'],
      before: { name: 'shop', 'attribution.offset_days': 0 },
      after: { name: 'Shop', 'attribution.offset_days': 2 },
      ip_prefix: '127.0.0.0/24',
    })
    const { body } = await t.call('GET', '/api/v1/orgs/shop/audit')
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      'updateOrg',
      'updateOrg',
      'createOrg',
    ])
  })

  it('of a wording belongs to its template', async () => {
    await createOrg(t, 'words')
    const { variantIds } = await createTemplate(t, 'words', 'hello', {}, 1)
    await createTemplate(t, 'words', 'other', {}, 1)
    tick()
    const variant = `/api/v1/orgs/words/templates/hello/variants/${variantIds[0]}`
    await t.call('PATCH', variant, { vars: { subject: 'Changed' } })
    tick()
    await t.call('PATCH', '/api/v1/orgs/words/templates/hello', { split: { control_share: 0.3 } })
    const { body } = await t.call('GET', '/api/v1/orgs/words/audit?template=hello&limit=2')
    expect(body.items).toMatchObject([
      {
        action: 'updateTemplate',
        object: { type: 'template', id: 'hello' },
        after: { 'split.control_share': 0.3 },
      },
      {
        action: 'updateVariant',
        object: { type: 'variant', id: variantIds[0] },
        template_id: 'hello',
        before: { 'vars.subject': 'Hi {{ name }}, number 1' },
        after: { 'vars.subject': 'Changed' },
      },
    ])
    const ofVariant = await t.call('GET', `/api/v1/orgs/words/audit?object=variant:${variantIds[0]}`)
    expect(ofVariant.body.items.map(({ action }: { action: string }) => action)).toEqual([
      'updateVariant',
      'createVariant',
    ])
    const of = async (query: string) =>
      (await t.call('GET', `/api/v1/orgs/words/audit?${query}`)).body.items.length
    expect(await of('action=createTemplate')).toBe(2)
    expect(await of('object=template&action=updateTemplate')).toBe(3)
    expect(await of('actor=operator&limit=100')).toBe(await of('limit=100'))
    expect(await of('actor=nobody')).toBe(0)
    expect(await of('to=2020-01-01T00:00:00Z')).toBe(0)
    expect(await of('from=2020-01-01T00:00:00Z&limit=100')).toBe(await of('limit=100'))
  })

  it('of a call that was stopped in the middle says that it began', async () => {
    await createOrg(t, 'crash')
    tick()
    await t.services.db.query({
      text: "create function fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$",
    })
    await t.services.db.query({
      text: 'create trigger fail before insert on sandboxes for each row execute function fail()',
    })
    expect((await t.call('POST', '/api/v1/orgs/crash/sandboxes', { name: 'qa' })).status).toBe(500)
    await t.services.db.query({ text: 'drop trigger fail on sandboxes' })
    expect(await last('/api/v1/orgs/crash')).toMatchObject({
      action: 'createSandbox',
      state: 'failed',
      status: 500,
      after: null,
    })
  })

  it('pages, and is the same as CSV', async () => {
    const first = (await t.call('GET', `${at}/audit?limit=3`)).body
    const second = (await t.call('GET', `${at}/audit?limit=3&cursor=${first.next_cursor}`)).body
    const all = (await t.call('GET', `${at}/audit?limit=100`)).body.items
    expect([...first.items, ...second.items]).toEqual(all.slice(0, 6))
    const csv = await t.app.inject({ url: `${at}/audit.csv`, headers: { 'x-api-key': ADMIN_KEY } })
    expect(csv.headers['content-type']).toMatch(/^text\/csv/)
    expect(csv.headers['content-disposition']).toBe('attachment; filename="acme-audit.csv"')
    const lines = csv.body.trimEnd().split('\r\n')
    expect(lines[0]).toMatch(/^at,actor_kind,/)
    expect(lines.slice(1).map(line => line.split(',').at(-1))).toEqual(
      all.map(({ id }: { id: string }) => id),
    )
  })
})

interface Setting {
  readonly key: string
  readonly kind: string
}

describe('secrets', () => {
  const text = async () => JSON.stringify(await t.services.db.query({ text: 'select * from audit_entries' }))

  /** Sets every secret of every platform or transport, and tells those that were taken. */
  async function setSecrets(address: string): Promise<readonly string[]> {
    const { body } = await t.call('GET', address)
    const fields = body.items.flatMap(({ slug, settings }: { slug: string; settings: Setting[] }) =>
      settings.filter(({ kind }) => kind === 'secret').map(({ key }) => ({ slug, key })),
    )
    const taken: string[] = []
    for (const { slug, key } of fields) {
      const secret = `sentinel-${slug}-${key}-0123456789abcdef`
      const reply = await t.call('PUT', `${address}/${slug}`, { settings: { [key]: secret } })
      if (reply.status === 200) taken.push(secret)
    }
    return taken
  }

  it('of platforms, transports, keys and webhooks are in no row', async () => {
    await createOrg(t, 'safe')
    const org = '/api/v1/orgs/safe'
    const secrets = [...(await setSecrets(`${org}/platforms`)), ...(await setSecrets(`${org}/transports`))]
    expect(secrets.length).toBeGreaterThan(5)
    const key = await t.call('POST', `${org}/keys`, { name: 'k', scopes: ['serve'] })
    secrets.push(key.body.key, key.body.key.split('_').at(-1))
    const webhook = await t.call('POST', `${org}/feedback-webhooks`, {
      name: 'Mine',
      channels: ['email'],
      url: 'https://example.com/hook',
      authentication: {
        type: 'jwt',
        credentials: {
          kind: 'signed',
          algorithm: 'HS256',
          secret: 'sentinel-of-the-jwt-0123456789abcdef0123456789abcdef',
        },
      },
    })
    secrets.push('sentinel-of-the-jwt')
    for (const answer of [
      webhook,
      await t.call('POST', `${org}/feedback-webhooks/${webhook.body.id}/rotate-secret`, {}),
    ])
      for (const value of Object.values(answer.body))
        if (typeof value === 'string' && value.startsWith('whsec_')) secrets.push(value)
    const rows = await text()
    expect(rows).toContain('safe')
    expect(secrets.filter(secret => rows.includes(secret))).toEqual([])
    const { body } = await t.call('GET', `${org}/audit?action=updatePlatform&limit=1`)
    expect(body.items[0].fields).toEqual([expect.stringMatching(/^settings\./)])
  })

  it('that an answer shows once are in no row, whatever the operation', async () => {
    const rows = await text()
    const [{ count: keys } = { count: 0 }] = await t.services.db.query<{ count: number }>({
      text: "select count(*) from audit_entries where action = 'createKey' and after is not null",
    })
    expect(keys).toBeGreaterThan(0)
    expect(rows).not.toMatch(/parley_[0-9a-f]{12}_[0-9a-f]|whsec_|sealed:v1:/)
    expect(rows).not.toContain('pat@people.example')
  })
})
