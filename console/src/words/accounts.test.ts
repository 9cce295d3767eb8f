import { describe, expect, it } from 'vitest'
import { browserInWords, isOnThisMachine, isSlug, oidcRefusal, safePath, slugFrom } from './accounts.ts'

describe('the slug of an organisation', () => {
  it.each([
    ['Acme', 'acme'],
    ['Fresh & Co', 'fresh-co'],
    ['  Kávárna Žižkov  ', 'kavarna-zizkov'],
    ['!!!', ''],
    ['x'.repeat(80), 'x'.repeat(63)],
  ])('from %s is %s', (name, slug) => {
    expect(slugFrom(name)).toBe(slug)
  })

  it('is one that the server takes', () => {
    expect(isSlug(slugFrom('Marlow Coffee, Ltd.'))).toBe(true)
    for (const wrong of ['', 'a', '-a', 'A', 'a b', 'x'.repeat(64)]) expect(isSlug(wrong)).toBe(false)
  })
})

it.each([
  ['/o/acme?x=1', '/o/acme?x=1'],
  [undefined, '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
])('after a sign-in %s leads to %s', (to, path) => {
  expect(safePath(to)).toBe(path)
})

it.each([
  ['http://127.0.0.1:3000', true],
  ['http://localhost', true],
  ['http://[::1]:3000', true],
  ['https://parley.example.com', false],
  ['nonsense', false],
])('%s is on this machine: %s', (url, is) => {
  expect(isOnThisMachine(url)).toBe(is)
})

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  ['curl/8', 'Unknown browser'],
])('%s is %s', (agent, words) => {
  expect(browserInWords(agent)).toBe(words)
})

it('says of every refusal what to do', () => {
  const reasons = [
    'unverified',
    'domain',
    'not-invited',
    'other-identity',
    'expired',
    'unavailable',
    'failed',
    'anything',
  ]
  const texts = reasons.map(reason => oidcRefusal(reason, 'login.example.com'))
  expect(new Set(texts).size).toBe(reasons.length - 1)
  for (const text of texts) expect(text).toMatch(/\.$/)
})
