import { expect, it } from 'vitest'
import { firstCall, isInUse, keyInWords, limitInWords, scopesInWords } from './keys.ts'

it('says what a key may do', () => {
  expect(scopesInWords(['serve', 'ingest'])).toBe('ask for wordings, report events')
})

it('says how many calls a key may make, for each thing that it may do', () => {
  expect(limitInWords(600, ['serve'])).toBe('at most 600 calls a minute')
  expect(limitInWords(1, ['serve'])).toBe('at most 1 call a minute')
  expect(limitInWords(600, ['serve', 'ingest'])).toBe('at most 600 calls a minute for each')
})

it('tells keys apart by what is no secret', () => {
  expect(keyInWords({ prefix: 'parley_ab_', last_four: '91ac' })).toBe('parley_ab_…91ac')
  expect(keyInWords({ prefix: 'parley_ab_', last_four: null })).toBe('parley_ab_…')
})

it.each([
  [null, false],
  ['2026-03-01T09:00:00Z', false],
  ['2026-03-01T09:00:01Z', true],
])('a key used at %s is in use: %s', (at, isUsed) => {
  expect(isInUse(at, Date.parse('2026-03-01T10:00:00Z'))).toBe(isUsed)
})

it('shows a first call that fits what the key may do', () => {
  expect(firstCall('https://p.example', 'acme', 'k', ['serve', 'manage'])).toMatch(
    /\/api\/generate\/acme'[\s\S]*X-Api-Key: k/,
  )
  expect(firstCall('https://p.example', 'acme', 'k', ['ingest'])).toMatch(/\/api\/webhook\/events\/acme'/)
  expect(firstCall('https://p.example', 'acme', 'k', ['manage'])).not.toMatch(/-d /)
})
