import fc from 'fast-check'
import { RE2Set } from 're2js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readAlias, readSavedAlias } from './alias.ts'
import { checkRule } from './check-rule.ts'
import { compileRules, normaliseAttributes, PATTERN_STEPS_MAX } from './normalise.ts'
import type { AttributeRule } from './rule.ts'

const now = new Date('2026-06-15T12:00:00Z')
const ruleOf = (...aliases: string[]): AttributeRule => ({
  name: 'a',
  type: 'list',
  options: [{ value: 'known', aliases }],
  default: 'unknown',
})
const valuesOf = (rule: AttributeRule, ...a: string[]) => normaliseAttributes({ a }, [rule], now)['a']

afterEach(() => void vi.restoreAllMocks())

describe('the work of a request', () => {
  const stars = ruleOf(...Array.from({ length: 20 }, (_, at) => `/^a*a*a*b${at}/`))

  it('grows with the length of a value, not with its square', () => {
    compileRules([stars])
    const reads = (length: number) => {
      const spy = vi.spyOn(String.prototype, 'charCodeAt')
      const values = valuesOf(stars, 'a'.repeat(length))
      const { length: count } = spy.mock.calls
      spy.mockRestore()
      expect(values).toEqual(['unknown'])
      return count
    }
    expect(reads(240)).toBeGreaterThan(20 * 240)
    expect(reads(240)).toBeLessThan(20 * 240 * 3)
    expect(reads(240) / reads(60)).toBeLessThan(4.5)
  })

  it('ends when its steps are used up: the remaining values match no pattern', () => {
    const fitting = `${'a'.repeat(200)}b19`
    expect(checkRule(stars)).toEqual([])
    expect(valuesOf(stars, fitting)).toEqual(['known'])
    const long = (at: number) => `${'a'.repeat(250)}${at}`
    expect(valuesOf(stars, ...Array.from({ length: 5 }, (_, at) => long(at)), fitting)).toContain('known')
    expect(valuesOf(stars, ...Array.from({ length: 99 }, (_, at) => long(at)), fitting)).toEqual(['unknown'])
  })

  it('does not touch exact texts', () => {
    const rule = ruleOf(...Array.from({ length: 20 }, (_, at) => `/^a*a*a*b${at}/`), 'gold')
    const long = Array.from({ length: 99 }, (_, at) => `${'a'.repeat(250)}${at}`)
    expect(valuesOf(rule, ...long, 'Gold')).toEqual(['unknown', 'known'])
  })

  it('never exceeds its steps with any rule that can be saved', () => {
    const largest = readAlias('/[ab]{1,990}/')
    expect(
      largest.ok && 'pattern' in largest.value && largest.value.pattern.stepsFor('a'.repeat(999)),
    ).toBeLessThan(PATTERN_STEPS_MAX)
  })

  it('does not include compiling, which happens when the rule is loaded', () => {
    const rule = ruleOf('/^gold/')
    compileRules([rule])
    const compiling = vi.spyOn(RE2Set.prototype, 'compile')
    expect(valuesOf(rule, 'golden')).toEqual(['known'])
    expect(valuesOf(rule, 'golden')).toEqual(['known'])
    expect(compiling).not.toHaveBeenCalled()
  })
})

describe('a regular expression that RE2 does not accept', () => {
  it.each([
    ['/^(?!free)/', 'looks ahead or behind'],
    ['/(?<=a)b/', 'looks ahead or behind'],
    ['/a{1500}/', 'is not valid for RE2'],
    [`/${'[ab]{1,900}'.repeat(2)}/`, 'too big'],
  ])('cannot be saved: %s', (written, message) => {
    const read = readAlias(written)
    expect(read).toMatchObject({ ok: false, reason: expect.stringContaining(message) })
  })

  it('still works if it is already stored and cannot take long', () => {
    expect(valuesOf(ruleOf('/^(?!free).*plan$/'), 'gold plan')).toEqual(['known'])
    expect(valuesOf(ruleOf('/^(?!free).*plan$/'), 'free plan')).toEqual(['unknown'])
  })

  it('is ignored if it is already stored and could take long', () => {
    expect(readSavedAlias('/(?=.*a).*b/')).toBeUndefined()
    expect(valuesOf(ruleOf('/(?=.*a).*b/', 'gold'), 'ab', 'gold')).toEqual(['unknown', 'known'])
  })
})

describe('a rule', () => {
  it('has a limit on the size of its patterns', () => {
    const many = ruleOf(...Array.from({ length: 60 }, (_, at) => `/[ab]{1,200}${at}$/`), 'gold')
    const faults = checkRule(many)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({
      field: '/options/0/aliases/49',
      message: expect.stringContaining('together'),
    })
    expect(valuesOf(many, 'a0', 'gold')).toEqual(['known'])
    expect(valuesOf(many, 'a59')).toEqual(['unknown'])
  })
})

it('matches what JavaScript matches', () => {
  const pieces = [
    'a',
    'B',
    '.',
    '*',
    '+',
    '?',
    '(',
    ')',
    '|',
    '[ab]',
    '[^a]',
    '^',
    '$',
    '\\w',
    '\\s',
    '\\S',
    '\\b',
  ]
  const source = fc.array(fc.constantFrom(...pieces, '\\d', '[\\s-]', '{2}', '\\.', '\\u0061', '/'), {
    minLength: 1,
    maxLength: 10,
  })
  const flags = fc.constantFrom('', 'i', 'u', 'is', 'm')
  const value = fc.array(fc.constantFrom('a', 'b', 'B', ' ', '\u00a0', '-', '.', '/', '1', 'é'), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(source, flags, value, (parts, flag, characters) => {
      const alias = readAlias(`/${parts.join('')}/${flag}`)
      fc.pre(alias.ok && 'pattern' in alias.value)
      if (!alias.ok || !('pattern' in alias.value)) return
      const text = characters.join('')
      expect(alias.value.pattern.fits(text)).toBe(new RegExp(parts.join(''), flag).test(text))
    }),
    { numRuns: 3_000 },
  )
})
