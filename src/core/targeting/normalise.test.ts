import { describe, expect, it } from 'vitest'
import { normaliseAttributes } from './normalise.ts'
import type { AttributeRule } from './rule.ts'

const now = new Date('2026-06-15T12:00:00Z')
const normalise = (raw: Record<string, unknown>, ...rules: AttributeRule[]) =>
  normaliseAttributes(raw, rules, now)

describe('without a rule', () => {
  it('keeps values in lower case, trimmed, each once', () => {
    expect(normalise({ Plan: ' Premium ', n: 7, b: true, list: ['A', 'a', 3, null, ' '] })).toEqual({
      Plan: ['premium'],
      n: ['7'],
      b: ['true'],
      list: ['a', '3'],
    })
  })

  it('leaves out attributes without a value', () => {
    expect(normalise({ a: null, b: undefined, c: '', d: '  ', e: [], f: { g: 1 }, h: [[1]] })).toEqual({})
  })
})

describe('a string rule', () => {
  const tier: AttributeRule = {
    name: 'tier',
    type: 'string',
    options: [
      { value: 'Premium', aliases: ['pro', 'Gold Plus', '/^prem/i', '/^VIP-\\d+$/'] },
      { value: 'free', aliases: ['/.*/', 'basic'] },
    ],
  }

  it.each([
    ['premium', 'premium'],
    ['PRO ', 'premium'],
    ['gold plus', 'premium'],
    ['Prems', 'premium'],
    ['VIP-12', 'premium'],
    ['vip-12', 'free'],
    ['basic', 'free'],
  ])('makes %s %s', (raw, expected) => {
    expect(normalise({ tier: raw }, tier)).toEqual({ tier: [expected] })
  })

  const strictTier: AttributeRule = { ...tier, options: [{ value: 'premium' }] }

  it('keeps an unknown value in lower case', () => {
    expect(normalise({ tier: 'Other' }, strictTier)).toEqual({ tier: ['other'] })
  })

  it('uses the default for an unknown value, and if there is none', () => {
    const rule: AttributeRule = { ...strictTier, default: 'None' }
    expect(normalise({ tier: 'Other' }, rule)).toEqual({ tier: ['none'] })
    expect(normalise({ tier: null }, rule)).toEqual({ tier: ['none'] })
    expect(normalise({}, rule)).toEqual({ tier: ['none'] })
    expect(normalise({}, strictTier)).toEqual({})
  })

  it('reads its source attribute, and keeps that attribute too', () => {
    const rule: AttributeRule = { ...tier, source: 'plan' }
    expect(normalise({ plan: 'PRO', tier: 'ignored' }, rule)).toEqual({ plan: ['pro'], tier: ['premium'] })
  })

  it('ignores property names that every object inherits', () => {
    const rule: AttributeRule = { ...tier, name: 'constructor', source: 'toString' }
    expect(normalise({}, rule)).toEqual({})
  })

  it('matches patterns against at most 256 characters', () => {
    const rule: AttributeRule = {
      name: 'a',
      type: 'string',
      options: [{ value: 'long', aliases: ['/x$/'] }],
      default: 'no',
    }
    expect(normalise({ a: `${'a'.repeat(255)}x${'a'.repeat(50)}` }, rule)).toEqual({ a: ['long'] })
    expect(normalise({ a: `${'a'.repeat(256)}x` }, rule)).toEqual({ a: ['no'] })
  })
})

describe('a list rule', () => {
  const interests: AttributeRule = {
    name: 'interests',
    type: 'list',
    options: [
      { value: 'sport', aliases: ['/^(foot|basket)ball$/i'] },
      { value: 'food', aliases: ['cooking'] },
    ],
  }

  it('reads each item of a text or of an array', () => {
    const expected = { interests: ['sport', 'music', 'food'] }
    expect(normalise({ interests: 'Football, Music,,cooking , basketball' }, interests)).toEqual(expected)
    expect(normalise({ interests: ['Football', 'Music', 'cooking'] }, interests)).toEqual(expected)
  })

  it('splits at its separator, and uses the default for each unknown item', () => {
    const rule: AttributeRule = { ...interests, separator: '|', default: 'other' }
    expect(normalise({ interests: 'food|a,b|c' }, rule)).toEqual({ interests: ['food', 'other'] })
    expect(normalise({ interests: ' | ' }, rule)).toEqual({ interests: ['other'] })
  })
})

describe('a numeric rule', () => {
  const spend: AttributeRule = {
    name: 'spend',
    type: 'numeric',
    source: 'ltv',
    buckets: [{ value: 'low', max: 10 }, { value: 'Mid', max: 100 }, { value: 'high' }],
  }

  it.each([
    [-5, 'low'],
    [10, 'low'],
    [10.01, 'mid'],
    ['100', 'mid'],
    ['1e9', 'high'],
  ])('puts %s into %s', (ltv, expected) => {
    expect(normalise({ ltv }, spend)['spend']).toEqual([expected])
  })

  it('leaves out values in no bucket, unless there is a default', () => {
    const closed: AttributeRule = { ...spend, buckets: [{ value: 'low', max: 10 }] }
    for (const ltv of [11, 'many', true, '', 'Infinity', '1e999']) {
      expect(normalise({ ltv }, closed)['spend']).toBeUndefined()
      expect(normalise({ ltv }, { ...closed, default: 'unknown' })['spend']).toEqual(['unknown'])
    }
  })
})

describe('a date rule', () => {
  const seen: AttributeRule = {
    name: 'seen',
    type: 'date',
    buckets: [{ value: 'active', max_days: 7 }, { value: 'lapsing', max_days: 30.5 }, { value: 'gone' }],
    default: 'never',
  }

  it.each([
    ['2026-06-15', 'active'],
    ['2026-06-08T12:00:00Z', 'active'],
    ['2026-06-08T11:59:59.999Z', 'lapsing'],
    ['2026-06-08 13:59:00+02:00', 'lapsing'],
    ['2026-06-08T14:00+0200', 'active'],
    ['2026-06-08T14:00:00+02', 'active'],
    ['2026-06-08T12:00', 'active'],
    ['2030-01-01', 'active'],
    ['2020-01-01', 'gone'],
    [now.getTime() / 1000 - 86_400 * 8, 'lapsing'],
    [String(now.getTime() - 86_400_000 * 31), 'gone'],
    ['20260615', 'never'],
    ['2026-13-01', 'never'],
    ['yesterday', 'never'],
    [true, 'never'],
    [null, 'never'],
  ])('makes %s %s', (raw, expected) => {
    expect(normalise({ seen: raw }, seen)).toEqual({ seen: [expected] })
  })
})
