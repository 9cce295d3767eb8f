import { spawnSync } from 'node:child_process'
import { request } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../../../test/scene.ts'

beforeAll(() => {
  const script = fileURLToPath(new URL('../../../../scripts/build.mjs', import.meta.url))
  expect(spawnSync(process.execPath, [script, 'console'], { stdio: 'inherit' }).status).toBe(0)
})
const server = useServer()

const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-encoding': 'br' }
const get = (url: string, headers: Record<string, string> = PAGE) =>
  server.app.inject({ method: 'GET', url, headers })

/** What the server answers to a path that is sent as it stands. */
const statusAndText = ({ hostname, port }: URL, path: string) =>
  new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    request({ hostname, port, path, headers: { accept: 'text/html' }, agent: false }, async reply => {
      resolve({ status: reply.statusCode ?? 0, text: await readText(reply) })
    })
      .on('error', reject)
      .end()
  })

/** The address of the console's first script. */
async function scriptOf(): Promise<string> {
  const page = await get('/', { accept: 'text/html' })
  return /src="(\/assets\/[^"]+\.js)"/.exec(page.body)?.[1] ?? ''
}

describe('the console', () => {
  it.each(['/', '/o/acme/events?open=1', '/sign-in', '/setup?token=x', '/o/api', '/.sources'])(
    'is the answer to a browser at %s, and never kept',
    async url => {
      const reply = await get(url)
      expect(reply.statusCode).toBe(200)
      expect(reply.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'br',
        'cache-control': 'no-store',
      })
      expect(brotliDecompressSync(reply.rawPayload).toString()).toContain('<div id="root">')
    },
  )

  it('has a policy without an exception, and Trusted Types', async () => {
    const { headers } = await get('/')
    expect(headers['content-security-policy']?.toString().split(';')).toEqual([
      "default-src 'none'",
      ...["script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"],
      ...["font-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'"],
      ...["frame-ancestors 'none'", "require-trusted-types-for 'script'"],
    ])
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
  })

  it('sends its files compressed, under names by their content, to keep for a year', async () => {
    const script = await scriptOf()
    const reply = await get(script, { 'accept-encoding': 'gzip, br' })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(reply.headers['content-type']).toMatch(/javascript/)
    expect((await get(script, { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
    const plain = await get(script, {})
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.rawPayload).toEqual(brotliDecompressSync(reply.rawPayload))
  })

  it.each([
    '/api/v1/nothing',
    '/api',
    '/assets/gone-12345678.js',
    '/schemas/nothing.json',
    '/metrics/nothing',
  ])('leaves %s a problem, also for a browser', async url => {
    const reply = await get(url)
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['content-type']).toContain('application/problem+json')
  })

  // Over a connection: what calls the application directly resolves the dots itself.
  it('gives nothing outside its folder away', async () => {
    const address = new URL(await server.app.listen({ host: '127.0.0.1', port: 0 }))
    for (const path of ['/assets/../../package.json', '/assets/%2e%2e/.sources', '/../../../package.json'])
      expect(await statusAndText(address, path), path).toSatisfy(
        ({ status, text }) => status >= 400 || text.includes('<div id="root">'),
      )
  })

  it.each(['/nothing', '/o/acme'])('leaves %s a problem for whoever wants no page', async url => {
    const reply = await get(url, { accept: 'application/json' })
    expect(reply.statusCode).toBe(404)
    expect(reply.json()).toMatchObject({ code: 'not-found' })
  })

  it('answers no other method', async () => {
    expect((await server.app.inject({ method: 'POST', url: '/o/acme', headers: PAGE })).statusCode).toBe(404)
  })

  it('puts its headers on no answer of the API, and its policy not on /docs', async () => {
    for (const url of ['/healthz', '/docs', '/openapi.json'])
      expect((await get(url)).headers['content-security-policy']).toBeUndefined()
  })
})
