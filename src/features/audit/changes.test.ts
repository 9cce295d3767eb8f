import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesBetween, namesOf } from './changes.ts'

describe('the changes between two representations', () => {
  it('are the fields that differ, by their path', () => {
    const before = {
      name: 'a',
      attribution: { offset_days: 3, lookback_days: 14 },
      themes: ['x'],
      updated_at: '1',
    }
    const after = {
      name: 'a',
      attribution: { offset_days: 0, lookback_days: 14 },
      themes: ['x', 'y'],
      updated_at: '2',
    }
    expect(changesBetween(before, after)).toEqual({
      before: { 'attribution.offset_days': 3, themes: ['x'] },
      after: { 'attribution.offset_days': 0, themes: ['x', 'y'] },
    })
  })

  it('are all fields of what was created or deleted', () => {
    expect(changesBetween(null, { id: 'a', vars: { subject: 'Hi' } })).toEqual({
      before: null,
      after: { id: 'a', 'vars.subject': 'Hi' },
    })
    expect(changesBetween({ id: 'a' }, null)).toEqual({ before: { id: 'a' }, after: null })
  })

  it('name a setting of a list by its key, and show of a secret only whether it is set', () => {
    const settings = (site: string, isSet: boolean) => ({
      settings: [
        { key: 'site_id', value: site, is_set: true, help: 'x' },
        { key: 'api_key', value: null, is_set: isSet, help: 'x' },
      ],
    })
    expect(changesBetween(settings('one', false), settings('two', true))).toEqual({
      before: { 'settings.site_id': 'one', 'settings.api_key': false },
      after: { 'settings.site_id': 'two', 'settings.api_key': true },
    })
  })

  it('fit a row, whatever was changed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          const { before, after } = changesBetween(a, b)
          for (const side of [before, after]) expect(JSON.stringify(side).length).toBeLessThan(20_000)
        },
      ),
    )
    const huge = {
      text: 'x'.repeat(100_000),
      ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, n])),
    }
    const { after } = changesBetween(null, huge)
    expect(Object.keys(after ?? {}).length).toBe(61)
    expect(after?.['text']).toMatch(/^x{1000}…$/)
    expect(after?.['…']).toBe('441 more')
  })

  it('are none between equals', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        expect(changesBetween(value, structuredClone(value))).toEqual({ before: {}, after: {} })
      }),
    )
  })
})

it('names the fields of a body, not their values', () => {
  expect(namesOf({ name: 'x', settings: { api_key: 'secret', site: 'y' }, rules: [1] })).toEqual([
    'name',
    'settings.api_key',
    'settings.site',
    'rules',
  ])
  expect(namesOf(undefined)).toEqual([])
  expect(namesOf(['a'])).toEqual([])
})
