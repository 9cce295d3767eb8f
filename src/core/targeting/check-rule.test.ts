import { describe, expect, it, vi } from 'vitest'
import { readAlias } from './alias.ts'
import { checkRule } from './check-rule.ts'
import { countWays, WAYS_MAX } from './pattern-ways.ts'

const withAlias = (alias: string) =>
  checkRule({ name: 'a', type: 'string', options: [{ value: 'x', aliases: [alias] }] })

describe('a regular expression', () => {
  it.each([
    '/^(premium|pro)$/i',
    '/.*gold.*/',
    '/^.+@.+\\..+$/',
    '/\\bpro\\b/ms',
    '/^[a-z]{2}-[A-Z]{2}$/u',
    '/[(+*]+/',
    '/\\(a+\\)/',
    '/^(?<tier>pro|vip)( plus)?$/',
    '/a{,3}{/',
    '/not closed',
    '//',
  ])('may be %s', alias => {
    expect(withAlias(alias)).toEqual([])
  })

  it.each([
    ['/(a+)+$/', 'too long'],
    ['/(a|a)*b/', 'too long'],
    ['/(a|ab)(c|bcd)(d*)*/', 'too long'],
    ['/(?:\\w+\\s?)*$/', 'too long'],
    ['/((a?){30}){2}/', 'too long'],
    ['/.*a.*a.*/', 'too long'],
    ['/^x|.*a.*a.*/', 'too long'],
    ['/(x|^.*.*.*).*(y)/', 'too long'],
    ['/(a)\\1/', 'too long'],
    ['/(?=.*a)(?=.*b)(?=.*c)/', 'too long'],
    [`/${'a'.repeat(201)}/`, '200 characters'],
    ['/a/g', 'flags "g"'],
    ['/a/iy', 'flags "y"'],
    ['/a(/', 'Invalid regular expression'],
    ['/[/', 'Invalid regular expression'],
  ])('may not be %s', (alias, message) => {
    const [fault] = withAlias(alias)
    expect(fault).toMatchObject({ field: '/options/0/aliases/0', message: expect.stringContaining(message) })
  })

  it('reads no more characters than the steps that it counts', () => {
    const slowest = '^.*a.*a.*b$'
    expect(countWays(slowest)).toBeLessThanOrEqual(WAYS_MAX)
    const alias = readAlias(`/${slowest}/i`)
    if (!alias.ok || !('pattern' in alias.value)) throw new Error('not accepted')
    const { pattern } = alias.value
    const value = 'a'.repeat(256)
    const reads = vi.spyOn(String.prototype, 'charCodeAt')
    const fits = pattern.fits(value)
    const { length: count } = reads.mock.calls
    reads.mockRestore()
    expect(fits).toBe(false)
    expect(count).toBeGreaterThanOrEqual(value.length)
    expect(count).toBeLessThanOrEqual(pattern.stepsFor(value))
  })
})

describe('options', () => {
  it('may not share a value or a text', () => {
    const options = [
      { value: 'A', aliases: ['one', 'b', 'ONE'] },
      { value: 'b', aliases: ['One '] },
      { value: ' a' },
    ]
    expect(checkRule({ name: 'a', type: 'list', options }).map(({ field }) => field)).toEqual([
      '/options/2/value',
      '/options/0/aliases/1',
      '/options/1/aliases/0',
    ])
  })
})

describe('buckets', () => {
  it('have rising bounds, and only the last may have none', () => {
    const buckets = [
      { value: 'a', max: 5 },
      { value: 'b', max: 5 },
      { value: 'c' },
      { value: 'd', max: 9 },
      { value: 'e' },
    ]
    expect(checkRule({ name: 'a', type: 'numeric', buckets }).map(({ field }) => field)).toEqual([
      '/buckets/1/max',
      '/buckets/2/max',
    ])
  })

  it('of dates are checked in the same way', () => {
    const buckets = [
      { value: 'a', max_days: 7 },
      { value: 'b', max_days: 1 },
    ]
    expect(checkRule({ name: 'a', type: 'date', buckets }).map(({ field }) => field)).toEqual([
      '/buckets/1/max_days',
    ])
    expect(checkRule({ name: 'a', type: 'date', buckets: [{ value: 'a', max_days: 7 }] })).toEqual([])
  })
})
