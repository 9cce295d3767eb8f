import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../lib/result.ts'
import type { Finding, VendorCall } from '../vendor.ts'
import { probe } from './probe.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
}

const TOKEN = '/ims/token/v3'
const SANDBOXES = '/data/foundation/sandbox-management/'
const CAMPAIGNS = '/journey/campaigns/service/campaigns'
const HEALTH = '/ajo/im/health'

/** Adobe, answering as it documents; single answers are replaced by tests. */
const working: Readonly<Record<string, Answer>> = {
  [TOKEN]: { status: 200, body: { access_token: 'token-of-today', token_type: 'bearer', expires_in: 86399 } },
  [SANDBOXES]: { status: 200, body: { sandboxes: [{ name: 'prod' }, { name: 'dev' }] } },
  [CAMPAIGNS]: { status: 200, body: { results: [] } },
  [HEALTH]: { status: 200, body: { status: 'UP' } },
}
let answers = { ...working }
let asked: { path: string; headers: IncomingMessage['headers']; body: string }[] = []

const adobe = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const path = (request.url ?? '').split('?')[0] ?? ''
  asked.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() })
  const { status, body } = answers[path] ?? { status: 404, body: { message: 'no such path' } }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
})

const call: VendorCall = async ({ method, url, headers, body }) => {
  try {
    const form = body instanceof URLSearchParams ? body : undefined
    const response = await fetch(url, { method, headers, ...(form && { body: form }) })
    return ok({ status: response.status, headers: {}, body: await response.json() })
  } catch {
    return fail('The connection was refused.')
  }
}

let credentials = {}
beforeAll(async () => {
  adobe.listen(0, '127.0.0.1')
  await once(adobe, 'listening')
  const url = `http://127.0.0.1:${(adobe.address() as AddressInfo).port}/`
  credentials = {
    client_id: 'client-of-the-tests',
    client_secret: 's&cret=',
    ims_org_id: '7D21@AdobeOrg',
    ims_url: url,
    base_url: url,
  }
})
afterAll(() => adobe.close())
beforeEach(() => {
  answers = { ...working }
  asked = []
})

const statusesOf = (findings: readonly Finding[]) => findings.map(({ status }) => status)
const tryWith = async (path: string, answer: Answer) => {
  answers[path] = answer
  return (await probe(credentials, call)).filter(({ status }) => status !== 'works')
}

describe('verifying the connection to Adobe', () => {
  it('signs in, and reads what Parley needs as that client', async () => {
    const findings = await probe({ ...credentials, scopes: 'openid,AdobeID' }, call)
    expect(statusesOf(findings)).toEqual(['works', 'works', 'works', 'works'])
    expect(findings.every(({ fix }) => fix === null)).toBe(true)

    const [signIn, ...readings] = asked
    expect(Object.fromEntries(new URLSearchParams(signIn?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-of-the-tests',
      client_secret: 's&cret=',
      scope: 'openid,AdobeID',
    })
    expect(readings.map(({ path }) => path).sort()).toEqual([HEALTH, SANDBOXES, CAMPAIGNS].sort())
    for (const { headers } of readings) {
      expect(headers).toMatchObject({
        authorization: 'Bearer token-of-today',
        'x-api-key': 'client-of-the-tests',
        'x-gw-ims-org-id': '7D21@AdobeOrg',
        'x-sandbox-name': 'prod',
      })
    }
  })

  it('says which settings are missing, and calls nobody', async () => {
    const findings = await probe({ client_id: 'a' }, call)
    expect(new Set(statusesOf(findings))).toEqual(new Set(['not-configured']))
    expect(findings[0]?.fix).toContain('client_secret, ims_org_id')
    expect(asked).toEqual([])
  })

  it.each([
    [
      {
        status: 400,
        body: { error: 'invalid_client', error_description: 'invalid client_secret parameter' },
      },
      'client_secret',
    ],
    [{ status: 401, body: { error: 'invalid_client' } }, 'client_secret'],
    [{ status: 400, body: { error: 'invalid_scope', error_description: 'scope is not known' } }, 'scopes'],
    [{ status: 429, body: { error: 'too_many' } }, 'minute'],
    [{ status: 503, body: 'down' }, 'later'],
    [{ status: 200, body: { access_token: '' } }, 'ims_url'],
  ])('names what to do when there is no access token: %j', async (answer, remedy) => {
    const findings = await tryWith(TOKEN, answer)
    expect(findings).toMatchObject([{ status: 'fails', fix: expect.stringContaining(remedy) }])
    expect(asked.map(({ path }) => path)).toEqual([TOKEN])
  })

  it.each([
    [401, { error_code: '401013', message: 'Oauth token is not valid' }, 'ims_org_id'],
    [403, { error_code: '403003', message: 'Api Key is invalid' }, 'add the APIs'],
    [403, { title: 'Permission Denied' }, 'View campaigns'],
    [404, { message: 'not here' }, 'base_url'],
    [429, { message: 'slow down' }, 'minute'],
  ])('tells what is missing by the answer: %i %j', async (status, body, remedy) => {
    const findings = await tryWith(CAMPAIGNS, { status, body })
    expect(findings).toMatchObject([
      { check: 'List campaigns', status: 'fails', fix: expect.stringContaining(remedy) },
    ])
    expect(findings[0]?.message).toContain(String(status))
  })

  it('reports a sandbox that the credential cannot access', async () => {
    const findings = await probe({ ...credentials, sandbox_name: 'stage' }, call)
    expect(findings.filter(({ status }) => status === 'fails')).toMatchObject([
      { check: 'Read the sandbox', message: expect.stringContaining('prod, dev') },
    ])
  })

  it('reports a missing answer, and an invalid address', async () => {
    const nobody = await probe({ ...credentials, ims_url: 'http://127.0.0.1:1' }, call)
    expect(nobody).toMatchObject([{ status: 'fails', message: expect.stringContaining('refused') }])
    const nowhere = await probe({ ...credentials, base_url: 'adobe' }, call)
    expect(nowhere).toMatchObject([{ status: 'fails', fix: expect.stringContaining('base_url') }])
  })

  it('never repeats a secret', async () => {
    const findings = await tryWith(TOKEN, { status: 400, body: { error: 'invalid_client' } })
    expect(JSON.stringify([findings, await probe(credentials, call)])).not.toMatch(/s&cret=|token-of-today/)
  })
})
