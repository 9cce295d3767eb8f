import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { readAlias } from './alias.ts'
import { checkRule } from './check-rule.ts'
import { matches } from './matches.ts'
import { compileRules, normaliseAttributes } from './normalise.ts'
import type { AttributeRule } from './rule.ts'

const now = new Date('2026-06-15T12:00:00Z')
const name = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__')
const value = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('x', 'Y', ' z ', '1', '2026-06-01'))
const raw = fc.dictionary(name, fc.oneof(fc.jsonValue(), value, fc.array(value), fc.double(), fc.boolean()))
const text = value.filter(candidate => candidate.trim() !== '')
const options = fc.array(fc.record({ value: text, aliases: fc.array(text) }), { minLength: 1 })

const spend: { value: string; max?: number }[] = [{ value: 'Low', max: 1 }, { value: 'high' }]
const recency: { value: string; max_days?: number }[] = [{ value: 'New', max_days: 30 }]

const rule: fc.Arbitrary<AttributeRule> = fc.oneof(
  fc.record({ name, type: fc.constant('string' as const), options }),
  fc.record({ name, type: fc.constant('list' as const), options, default: text }),
  fc.record({
    name,
    type: fc.constant('numeric' as const),
    buckets: fc.constant(spend),
  }),
  fc.record({
    name,
    type: fc.constant('date' as const),
    buckets: fc.constant(recency),
    source: name,
  }),
)
const rules = fc.uniqueArray(rule, { selector: each => each.name })

it('gives lower-case, trimmed, unique values and no empty attribute for any input', () => {
  fc.assert(
    fc.property(raw, rules, (attributes, all) => {
      for (const values of Object.values(normaliseAttributes(attributes, all, now))) {
        expect(values.length).toBeGreaterThan(0)
        expect(new Set(values).size).toBe(values.length)
        for (const each of values) expect(each).toBe(each.trim().toLowerCase())
      }
    }),
  )
})

it('gives only the rule’s values if it has a default', () => {
  fc.assert(
    fc.property(raw, options, text, (attributes, some, fallback) => {
      const known = [...some.map(option => option.value), fallback].map(each => each.trim().toLowerCase())
      const all: AttributeRule[] = [{ name: 'a', type: 'list', options: some, default: fallback }]
      const { a = [] } = normaliseAttributes(attributes, all, now)
      expect(known).toEqual(expect.arrayContaining([...a]))
      expect(a.length).toBeGreaterThan(0)
    }),
  )
})

it('puts a larger number into the same bucket or a later one', () => {
  const bounds = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(bounds, fc.integer({ min: -60, max: 60 }), fc.nat(20), (maxima, amount, more) => {
      const sorted = maxima.toSorted((left, right) => left - right)
      const buckets = [
        ...sorted.map((max, at) => ({ value: String(at), max })),
        { value: String(sorted.length) },
      ]
      const each: AttributeRule = { name: 'n', type: 'numeric', buckets }
      expect(checkRule(each)).toEqual([])
      const bucketOf = (n: number) => Number(normaliseAttributes({ n }, [each], now)['n']?.[0])
      expect(bucketOf(amount)).toBe(sorted.filter(max => max < amount).length)
      expect(bucketOf(amount + more)).toBeGreaterThanOrEqual(bucketOf(amount))
    }),
  )
})

it('matches attributes that share a value with every target, ignoring case, and everybody without targets', () => {
  const attributes = fc.dictionary(name, fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }))
  const targets = fc.dictionary(name, fc.array(fc.constantFrom('X', 'y', 'Z', 'w'), { minLength: 1 }))
  fc.assert(
    fc.property(targets, attributes, (wanted, present) => {
      const expected = Object.keys(wanted).every(
        key =>
          Object.hasOwn(present, key) &&
          (wanted[key] ?? []).some(one => (present[key] ?? []).some(other => one.toLowerCase() === other)),
      )
      expect(matches(wanted, present)).toBe(expected)
      expect(matches({}, present)).toBe(true)
    }),
  )
})

it('reads no more characters for a regular expression that it accepts than the steps that it counts', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '*',
    '+',
    '?',
    '(',
    ')',
    '|',
    '{2,}',
    '[ab]',
    '^',
    '$',
    '(?:',
    '\\w',
  )
  const source = fc.array(piece, { minLength: 1, maxLength: 14 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(source, pattern => {
      const each: AttributeRule = {
        name: 'a',
        type: 'string',
        options: [{ value: 'x', aliases: [`/${pattern}/`] }],
      }
      fc.pre(checkRule(each).length === 0)
      const alias = readAlias(`/${pattern}/`)
      if (!alias.ok || !('pattern' in alias.value)) return
      compileRules([each])
      for (const value of ['ab'.repeat(128), 'a'.repeat(256)]) {
        const reads = vi.spyOn(String.prototype, 'charCodeAt')
        normaliseAttributes({ a: value }, [each], now)
        const { length: count } = reads.mock.calls
        reads.mockRestore()
        expect(count).toBeLessThanOrEqual(alias.value.pattern.stepsFor(value))
      }
    }),
    { numRuns: 1_000 },
  )
})
