import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PLATFORMS } from '../../src/core/platforms/index.ts'
import { createLog } from '../../src/log.ts'
import { ADMIN_KEY, startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { createMember } from '../visitor.ts'
import { OPERATIONS_OF_ORG } from './operations.ts'

// Secrets of every kind are stored, used and sent in wrong places. Then answers and logs are searched for them.

const SECRET = 'the-secret-of'
const METRICS_TOKEN = `${SECRET}-metrics-0123456789`
const folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
const file = join(folder, 'log')
let server: TestApp
let secrets: string[]

beforeAll(async () => {
  server = await startTestApp({ PARLEY_METRICS_TOKEN: METRICS_TOKEN }, createLog('trace', file))
  await createOrg(server, 'acme')
  await createTemplate(server, 'acme', 'welcome')
  secrets = [ADMIN_KEY, METRICS_TOKEN, 'the-secret-key-of-the-tests', SECRET]
  for (const { slug, settings } of PLATFORMS) {
    const kept = settings
      .filter(({ kind }) => kind === 'secret')
      .map(({ key }) => [key, `${SECRET}-${slug}-${key}`])
    const body = { settings: Object.fromEntries(kept) }
    const reply = await server.call('PUT', `/api/v1/orgs/acme/platforms/${slug}`, body)
    expect([slug, reply.status, reply.body?.detail]).toEqual([slug, 200, undefined])
  }
  const smtp = { host: 'mail.example.com', from: 'a@example.com', password: `${SECRET}-smtp`, username: 'me' }
  await server.call('PUT', '/api/v1/orgs/acme/transports/smtp', { settings: smtp })
  const credentials = { type: 'static', access_key_id: 'AKIA', secret_access_key: `${SECRET}-bucket` }
  const connection = { kind: 's3', bucket: 'exports', credentials }
  await server.call('PUT', '/api/v1/orgs/acme/exports', { connection })
  const source = await server.call('POST', '/api/v1/orgs/acme/sources', { name: 's', connection })
  expect(source.status).toBe(201)
  const key = await server.call('POST', '/api/v1/orgs/acme/keys', { name: 'k', scopes: ['serve', 'ingest'] })
  const webhook = { name: 'w', url: 'https://example.com/w', channels: ['email'] }
  const made = await server.call('POST', '/api/v1/orgs/acme/feedback-webhooks', webhook)
  expect([key.status, made.status]).toEqual([201, 201])
  secrets.push(key.body.key, made.body.secret ?? key.body.key)
  const member = await createMember(server, 'acme', 'ann@example.com', 'admin')
  secrets.push(String(member.cookie).split('=')[1] ?? '')
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const shownIn = (text: string): string[] => secrets.filter(secret => text.includes(secret))

it('no answer has a secret that was stored before', async () => {
  const [source] = (await server.call('GET', '/api/v1/orgs/acme/sources')).body.items
  const own: Readonly<Record<string, string>> = {
    ...{ org: 'acme', id: 'welcome', template: 'welcome', source: source.id },
  }
  for (const { method, path, operationId } of OPERATIONS_OF_ORG.filter(each => each.method === 'GET')) {
    const slugs = path.includes('{slug}') ? PLATFORMS.map(({ slug }) => slug) : ['']
    for (const slug of slugs) {
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => own[name] ?? (slug || 'x'))
      const { body } = await server.call(method, url)
      expect([operationId, url, shownIn(JSON.stringify(body) ?? '')]).toEqual([operationId, url, []])
    }
  }
})

it('no line of the log has a secret, and every line is one object, whatever was sent', async () => {
  const line = '\n{"level":60,"msg":"forged"}\n'
  const bad = `${SECRET}-presented`
  for (const [place, headers] of [
    { 'x-api-key': bad },
    { authorization: `Bearer ${bad}` },
    { cookie: `__Host-parley=${bad}` },
    { 'x-cio-timestamp': '1', 'x-cio-signature': bad },
    { 'user-agent': bad },
  ].entries()) {
    await server.app.inject({
      method: 'POST',
      url: place === 3 ? '/api/webhook/cio/acme' : '/api/generate/acme',
      headers: { 'content-type': 'application/json', ...headers },
      payload: { template_id: line, user_id: line, password: bad },
    })
  }
  await server.call('POST', '/api/webhook/events/acme', { event: line, user_id: line, note: bad })
  await server.call('GET', `/api/v1/orgs/acme/templates/${encodeURIComponent(line)}`)
  await server.call('POST', '/api/v1/session', { email: 'ann@example.com', password: bad })
  await server.call('POST', '/api/v1/orgs/acme/keys', { name: line, scopes: ['serve'] })
  await processInbox(server)
  // An error with all that came with it, as a bug would log it.
  server.services.log.error(
    {
      err: new Error(line),
      req: { headers: { authorization: bad } },
      call: { body: bad, secret: bad, password: bad },
    },
    line,
  )
  const text = readFileSync(file, 'utf8')
  expect(shownIn(text)).toEqual([])
  const lines = text.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(0)
  for (const each of lines) expect(JSON.parse(each)).not.toMatchObject({ msg: 'forged' })
})
