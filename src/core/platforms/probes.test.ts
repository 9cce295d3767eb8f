import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../lib/result.ts'
import { customerio } from './customerio/index.ts'
import { iterable } from './iterable/index.ts'
import type { Settings } from './platform.ts'
import type { VendorCall } from './vendor.ts'

/** An answer of a vendor's API. */
interface Reply {
  readonly status: number
  readonly body: unknown
}

let vendor: Server | undefined
afterEach(() => new Promise<void>(resolve => (vendor ? vendor.close(() => resolve()) : resolve())))

/** A vendor that answers as told, and notes what it was asked. */
async function startVendor(reply: (request: IncomingMessage, body: string) => Reply) {
  const asked: string[] = []
  vendor = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    asked.push(`${request.method} ${request.url}${body === '' ? '' : ` ${body}`}`)
    const answer = reply(request, body)
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.body))
  }).listen(0, '127.0.0.1')
  await once(vendor, 'listening')
  const address = vendor.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

const call: VendorCall = async ({ method, url, headers, body }) => {
  try {
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const reply = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...init,
    })
    return ok({ status: reply.status, headers: Object.fromEntries(reply.headers), body: await reply.json() })
  } catch {
    return fail('nobody answers there')
  }
}

/** For settings that must not lead to a call. */
const noCall: VendorCall = ({ url }) => Promise.reject(new Error(`called ${url}`))

const findingsOf = async (platform: typeof customerio, settings: Settings, how = call) =>
  (await platform.probe?.(settings, how)) ?? []

describe('the probe of Customer.io', () => {
  const APP_KEY = 'an-app-api-key'
  const checks = ['List campaigns', 'List transactional messages']
  const settingsOf = (base_url: string) => ({ app_api_key: APP_KEY, base_url: `${base_url}/` })

  it('reads with the stored key, and says what the key may do', async () => {
    const { url, asked } = await startVendor(request =>
      request.headers.authorization === `Bearer ${APP_KEY}`
        ? { status: 200, body: { campaigns: [], messages: [] } }
        : { status: 401, body: { errors: [{ detail: 'unauthorized', status: '401' }] } },
    )
    const findings = await findingsOf(customerio, settingsOf(url))
    expect(findings.map(({ check, status, fix }) => [check, status, fix])).toEqual(
      checks.map(check => [check, 'works', null]),
    )
    expect(asked.sort()).toEqual(['GET /v1/campaigns', 'GET /v1/transactional'])
  })

  it.each([
    [
      401,
      { errors: [{ detail: 'unauthorized' }] },
      /does not accept the key.*401: unauthorized/,
      /app_api_key.*region/,
    ],
    [403, { meta: { error: 'not authorized' } }, /does not allow this.*403: not authorized/, /App API Keys/],
    [404, {}, /nothing at this address/, /base_url/],
    [429, {}, /too many requests/, /in a minute/],
    [503, 'down', /an internal problem/, /later/],
    [418, { errors: 'none' }, /unexpected.*418/, /base_url/],
  ])('explains an answer with %i, in words', async (status, body, message, fix) => {
    const { url } = await startVendor(() => ({ status, body }))
    for (const finding of await findingsOf(customerio, settingsOf(url))) {
      expect(finding).toMatchObject({ status: 'fails' })
      expect(finding.message).toMatch(message)
      expect(finding.fix).toMatch(fix)
      expect(JSON.stringify(finding)).not.toContain(APP_KEY)
    }
  })

  it('tells which permission is missing when only one is', async () => {
    const { url } = await startVendor(({ url: path }) =>
      path === '/v1/transactional'
        ? { status: 403, body: { meta: { error: 'Account is not authorized for transactional messaging.' } } }
        : { status: 200, body: {} },
    )
    const findings = await findingsOf(customerio, settingsOf(url))
    expect(findings.map(({ status }) => status)).toEqual(['works', 'fails'])
    expect(findings[1]?.fix).toMatch(/The plan must also include/)
  })

  it('says when nobody answers', async () => {
    const [finding] = await findingsOf(customerio, settingsOf('http://127.0.0.1:1'))
    expect(finding).toMatchObject({ status: 'fails' })
    expect(finding?.message).toMatch(/could not be reached at 127\.0\.0\.1:1: nobody answers there/)
  })

  it('calls nobody without a key, or with settings that name no address', async () => {
    const without = await findingsOf(customerio, { signing_key: 'x' }, noCall)
    expect(without.map(({ check, status }) => [check, status])).toEqual(
      checks.map(check => [check, 'not-configured']),
    )
    expect(without[0]?.fix).toMatch(/app_api_key/)
    for (const wrong of [{ region: 'mars' }, { base_url: 'api.customer.io' }]) {
      const [finding] = await findingsOf(customerio, { app_api_key: 'x', ...wrong }, noCall)
      expect(finding).toMatchObject({ status: 'fails' })
    }
  })

  it.each([
    [undefined, 'https://api.customer.io'],
    ['us', 'https://api.customer.io'],
    ['EU', 'https://api-eu.customer.io'],
  ])('asks the host of the region %s', async (region, host) => {
    const urls: string[] = []
    const note: VendorCall = ({ url }) => {
      urls.push(url)
      return Promise.resolve(fail('offline'))
    }
    await findingsOf(customerio, { app_api_key: 'x', region }, note)
    expect(urls).toEqual([`${host}/v1/campaigns`, `${host}/v1/transactional`])
  })
})

describe('the probe of Iterable', () => {
  const BAD_KEY = { msg: 'Invalid API key', code: 'BadApiKey', params: null }
  const settingsOf = (base_url: string) => ({ api_key: 'a-server-side-key', base_url })

  it('reads, and offers to write without writing', async () => {
    const { url, asked } = await startVendor(({ method, headers }) => {
      if (headers['api-key'] !== 'a-server-side-key') return { status: 401, body: BAD_KEY }
      return method === 'POST'
        ? { status: 400, body: { msg: 'Either email or userId must be given', code: 'BadParams' } }
        : { status: 200, body: { campaigns: [] } }
    })
    const findings = await findingsOf(iterable, settingsOf(url))
    expect(findings.map(({ check, status }) => [check, status])).toEqual([
      ['List campaigns', 'works'],
      ['List templates', 'works'],
      ['Update users', 'works'],
    ])
    expect(asked.sort()).toEqual([
      'GET /api/campaigns?page=1&pageSize=1',
      'GET /api/templates',
      'POST /api/users/update {}',
    ])
  })

  it('tells a key that may only read', async () => {
    const { url } = await startVendor(({ method }) =>
      method === 'POST' ? { status: 401, body: BAD_KEY } : { status: 200, body: {} },
    )
    const findings = await findingsOf(iterable, settingsOf(url))
    expect(findings.map(({ status }) => status)).toEqual(['works', 'works', 'fails'])
    expect(findings[2]?.message).toMatch(/Invalid API key/)
    expect(findings[2]?.fix).toMatch(/type Server-side/)
  })

  it('calls nobody without a key', async () => {
    const findings = await findingsOf(iterable, { header_name: 'x' }, noCall)
    expect(findings.map(({ status }) => status)).toEqual(Array(3).fill('not-configured'))
    expect(findings[0]?.fix).toMatch(/api_key/)
  })

  it.each([
    ['', 'https://api.iterable.com'],
    ['eu', 'https://api.eu.iterable.com'],
  ])('asks the data center of the region "%s"', async (region, host) => {
    const urls: string[] = []
    const note: VendorCall = ({ url }) => {
      urls.push(new URL(url).origin)
      return Promise.resolve(fail('offline'))
    }
    await findingsOf(iterable, { api_key: 'x', region }, note)
    expect(new Set(urls)).toEqual(new Set([host]))
  })
})
