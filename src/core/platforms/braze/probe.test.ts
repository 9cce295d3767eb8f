import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../lib/result.ts'
import type { Settings } from '../platform.ts'
import type { VendorCall } from '../vendor.ts'
import { probe } from './probe.ts'

const KEYS: Readonly<Record<string, readonly string[]>> = {
  'may-read-all': ['/campaigns/list', '/canvas/list'],
  'may-read-campaigns': ['/campaigns/list'],
}

/** Answers like the REST API of Braze, as far as listing goes. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '', 'http://vendor')
  const key = request.headers.authorization?.replace('Bearer ', '') ?? ''
  const reply = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (key === 'too-eager') return void reply(429, { message: 'Rate limited' })
  if (key === 'elsewhere') return void reply(403, { message: 'Forbidden' })
  if (key === 'no-braze') return void reply(200, { hello: 'world' })
  if (!KEYS[key]?.includes(pathname)) return void reply(401, { message: 'Invalid API Key' })
  const list = pathname === '/canvas/list' ? 'canvases' : 'campaigns'
  reply(200, { [list]: [{ id: 'c-1', name: 'Autumn' }], message: 'success' })
}

let vendor: Server
let endpoint: string
beforeAll(async () => {
  vendor = createServer(answer)
  await new Promise<void>(resolve => vendor.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`
})
afterAll(() => vendor.close())

const call: VendorCall = async ({ method, url, headers }) => {
  try {
    const response = await fetch(url, { method, headers })
    return ok({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.json(),
    })
  } catch (error) {
    return fail(String(error))
  }
}

const verify = (settings: Settings) => probe({ rest_endpoint: endpoint, ...settings }, call)

describe('verifying Braze', () => {
  it('finds that a key with both permissions works', async () => {
    expect(await verify({ rest_key: 'may-read-all', rest_endpoint: `${endpoint}/` })).toEqual([
      {
        check: 'List campaigns',
        status: 'works',
        message: expect.stringContaining('campaigns.list'),
        fix: null,
      },
      { check: 'List Canvases', status: 'works', message: expect.stringContaining('canvas.list'), fix: null },
    ])
  })

  it('names the missing permission, and the other causes of the same answer', async () => {
    const [campaigns, canvases] = await verify({ rest_key: 'may-read-campaigns' })
    expect(campaigns).toMatchObject({ status: 'works' })
    expect(canvases).toMatchObject({
      status: 'fails',
      message: expect.stringContaining('401: Invalid API Key'),
    })
    expect(canvases?.fix).toMatch(/canvas\.list/)
    expect(canvases?.fix).toMatch(/rest_endpoint/)
  })

  it.each([
    ['elsewhere', /403/, /IP addresses/],
    ['too-eager', /429/, /minute/],
    ['no-braze', /unexpected/, /rest_endpoint/],
  ])('explains the refusal of a key that is %s', async (rest_key, message, fix) => {
    for (const finding of await verify({ rest_key })) {
      expect(finding).toMatchObject({
        status: 'fails',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      })
    }
  })

  it.each([
    ['http://127.0.0.1:1', /reached/, /rest_endpoint/],
    ['no address', /unknown/, /rest_endpoint/],
    ['dashboard-01.braze.com', /unknown/, /dashboard/],
  ])('says what is wrong with the endpoint %s', async (rest_endpoint, message, fix) => {
    for (const finding of await verify({ rest_key: 'may-read-all', rest_endpoint })) {
      expect(finding).toMatchObject({
        status: 'fails',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      })
    }
  })

  it('says which setting to fill in, and never repeats the key', async () => {
    expect(await probe({}, call)).toMatchObject([
      { status: 'not-configured', fix: expect.stringContaining('rest_key') },
      { status: 'not-configured', fix: expect.stringContaining('rest_key') },
    ])
    expect(await probe({ rest_key: 'k' }, call)).toMatchObject([
      { status: 'not-configured', fix: expect.stringContaining('rest_endpoint') },
      { status: 'not-configured', fix: expect.stringContaining('rest_endpoint') },
    ])
    expect(JSON.stringify(await verify({ rest_key: 'a-key-that-is-wrong' }))).not.toContain(
      'a-key-that-is-wrong',
    )
  })
})
