import { expect, it } from 'vitest'
import type { AttributeRule } from '../../../src/core/targeting/rule.ts'
import { EMPTY_DRAFT, newLine, toDraft, toRule, valuesOf } from './rules.ts'

const RULES: readonly AttributeRule[] = [
  {
    name: 'country',
    type: 'string',
    options: [{ value: 'us', aliases: ['USA', '/^united s/i'] }, { value: 'de' }],
    default: 'other',
  },
  { name: 'likes', type: 'list', separator: ';', source: 'interests', options: [{ value: 'shoes' }] },
  { name: 'spend', type: 'numeric', buckets: [{ value: 'low', max: 10 }, { value: 'high' }] },
  {
    name: 'age',
    type: 'date',
    source: 'joined_at',
    buckets: [{ value: 'new', max_days: 7 }, { value: 'old' }],
  },
]

it.each(RULES)('$name is the same rule after the editor', rule => {
  expect(toRule(toDraft(rule))).toEqual(rule)
})

it('leaves out what is empty', () => {
  const draft = { ...EMPTY_DRAFT, name: ' plan ', lines: [newLine(' pro ', '\n Pro \n\n'), newLine('', 'x')] }
  expect(toRule(draft)).toEqual({
    name: 'plan',
    type: 'string',
    options: [{ value: 'pro', aliases: ['Pro'] }],
  })
})

it('lists the values that a rule knows', () => {
  expect(RULES.map(valuesOf)).toEqual(['us, de', 'shoes', 'low, high', 'new, old'])
})
