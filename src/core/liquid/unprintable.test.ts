import { describe, expect, it } from 'vitest'
import { compileCopy, renderCopy, renderWhatCan } from './copy.ts'

const FIELDS = {
  nan: 'NaN',
  price: '$NaN',
  infinite: 'Infinity',
  pool: 'Infinity Pool',
  object: { a: 1 },
  items: [{ a: 1 }],
  huge: Number('1e999'),
  name: 'Nan',
  zero: 0,
}

const compiled = (source: string) => {
  const copy = compileCopy(source)
  if (!copy.ok) throw new Error(copy.reason.message)
  return copy.value
}

describe('what no person may see', () => {
  it.each([
    ['Save {{ nan }}%', 'Save %'],
    ['Now {{ price }}', 'Now $'],
    ['{{ infinite }} points', ' points'],
    ['Hi {{ object }}', 'Hi '],
    ['Hi {{ object | append: "!" }}', 'Hi '],
    ['Hi {{ object | upcase }}{{ object | url_encode }}', 'Hi '],
    ['{{ items }}{{ items | join: "," }}', ''],
    ['{% capture x %}{{ object }}{% endcapture %}{{ x }}!', '!'],
    ['{{ huge }} left', ' left'],
    ['Only {{ 10 | divided_by: zero }} left, {{ name }}', 'Only  left, Nan'],
    ['{{ 1 | times: huge }}.', '.'],
  ])('%s', (source, whatCan) => {
    const copy = compiled(source)
    expect(renderCopy(copy, FIELDS).ok).toBe(false)
    expect(renderWhatCan(copy, FIELDS)).toBe(whatCan)
  })

  it.each([
    ['Hi {{ name }}', 'Hi Nan'],
    ['The {{ pool }} is open', 'The Infinity Pool is open'],
    ['Infinity for {{ zero }} and NaN too', 'Infinity for 0 and NaN too'],
    ['{{ object | json }}', '{"a":1}'],
  ])('and what they may: %s', (source, expected) => {
    const { infinite: _, ...fields } = FIELDS
    expect(renderCopy(compiled(source), fields)).toEqual({ ok: true, value: expected })
  })
})
