import { execFileSync } from 'node:child_process'
import { Script } from 'node:vm'
import { Liquid } from 'liquidjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Guide, Snippet } from '../../src/core/platforms/guide.ts'
import { PLATFORMS } from '../../src/core/platforms/index.ts'
import type { Platform } from '../../src/core/platforms/platform.ts'
import { renderField } from './braze-liquid.ts'
import { createWordings, startWorld, type World } from './world.ts'

// The tests of each platform act the whole story. Here no snippet is left out: each does what its place needs.

let world: World
beforeAll(async () => {
  world = await startWorld()
  await createWordings(world, 'acme', 'welcome')
})
afterAll(() => world.close())

const TEMPLATE = 'welcome'
const guideOf = (platform: Platform): Guide =>
  platform.guide({
    org: 'acme',
    publicUrl: world.url,
    endpointUrl: `${world.url}/api/webhook/${platform.slug}/acme`,
    template: { id: TEMPLATE, channel: 'email', variables: ['subject', 'body'], integration: {} },
  })

const json = (key: string) => ({ 'content-type': 'application/json', 'x-api-key': key })
const isOurs = (url: string) => url.startsWith(world.url)

/** A header block and, after an empty line, a body. */
function readHttp(code: string) {
  const [head = '', body] = code.split('\n\n')
  const lines = head.split('\n')
  const start = /^(GET|POST) (\S+)/.exec(lines[0] ?? '')
  const headers = lines.slice(start ? 1 : 0).map(line => /^([\w-]+): (.+)$/.exec(line)?.slice(1) ?? [line])
  return { method: start?.[1], target: start?.[2], headers, body }
}

async function runHttp(code: string): Promise<void> {
  const { method, target, headers, body } = readHttp(code)
  for (const header of headers) expect(header).toHaveLength(2)
  const given = Object.fromEntries(headers.map(([name = '', value = '']) => [name.toLowerCase(), value]))
  if (method === undefined) {
    // Only headers: with them, Parley lets the caller in.
    const path = `${world.url}/api/webhook/events/acme`
    expect((await fetch(path, { method: 'POST', headers: given, body: '{"event":"visit"}' })).status).toBe(
      200,
    )
    return
  }
  const url = new URL(target ?? '', `http://${given['host'] ?? 'localhost'}`).href
  JSON.parse(body ?? '')
  if (!isOurs(url)) return
  const { host: _, ...sent } = given
  expect((await fetch(url, { method, headers: sent, ...(body && { body }) })).status).toBe(200)
}

/** A real shell reads the quotes, and a function in the place of curl hands over the words. */
async function runShell(code: string): Promise<void> {
  const output = execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${code}`], { encoding: 'utf8' })
  const words = output.split('\0')
  const after = (flag: string) => words.filter((_, at) => words[at - 1] === flag)
  const headers = Object.fromEntries(after('-H').map(line => line.split(': ') as [string, string]))
  const url = words.find(isOurs) ?? ''
  const reply = await fetch(url, { method: after('-X')[0] ?? 'GET', headers, body: after('-d')[0] ?? '' })
  expect(reply.status).toBe(200)
}

async function runJson(snippet: Snippet, code: string): Promise<void> {
  const value: unknown = JSON.parse(code)
  const isRequest = typeof value === 'object' && value !== null && 'template_id' in value
  if (isRequest || Array.isArray(value)) {
    const path = isRequest ? '/api/generate/acme' : '/api/webhook/events/acme'
    const reply = await fetch(`${world.url}${path}`, { method: 'POST', headers: json(world.key), body: code })
    expect([snippet.key, reply.status]).toEqual([snippet.key, 200])
  }
}

/** An address stands in Parley: it refuses a stranger, and does not say that nothing is there. */
async function runUrl(code: string): Promise<void> {
  const reply = await fetch(code, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect([200, 400, 401, 422]).toContain(reply.status)
}

async function run(platform: Platform, snippet: Snippet): Promise<void> {
  const code = snippet.code.replaceAll('YOUR_API_KEY', world.key)
  switch (snippet.language) {
    case 'url':
      return runUrl(code)
    case 'http':
      return runHttp(code)
    case 'shell':
      return runShell(code)
    case 'json':
      return runJson(snippet, code)
    case 'liquid': {
      if (platform.slug !== 'braze') return void new Liquid().parse(code)
      const scope = { user_id: 'kim', campaign: { dispatch_id: 'd-1' }, first_name: 'Kim' }
      return void (await renderField(code, scope))
    }
    case 'javascript':
      return void new Script(code)
    case 'ssjs':
      return void new Script(code.replaceAll(/<\/?script[^>]*>/g, ''))
    case 'handlebars':
    case 'ampscript':
      // Every bracket that is opened is closed; the tests of the platform fill them in.
      expect(code.split('{{').length).toBe(code.split('}}').length)
      expect((code.match(/%%/g) ?? []).length % 2).toBe(0)
  }
}

describe.each(PLATFORMS.map(platform => ({ name: platform.name, platform })))(
  'the snippets of $name',
  ({ platform }) => {
    it('all run as they stand', async () => {
      const { snippets } = guideOf(platform)
      expect(snippets.length).toBeGreaterThan(2)
      for (const snippet of snippets) await run(platform, snippet)
    })
  },
)
