import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileCopy, renderCopy } from './copy.ts'

const piece = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '|',
    'if',
    'for',
    ' in ',
    'endfor',
    '(1..',
    ')',
    '"',
    "'",
    'a.b',
    'case',
    'when',
    ': ',
  ),
  fc.constantFrom(
    '{{ a }}',
    '{{ a | size }}',
    '{% if a %}',
    '{% endif %}',
    '{% raw %}',
    '{% endraw %}',
    '{{ a | json }}',
  ),
)
const source = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))

it('never throws, whatever the copy and the fields', () => {
  fc.assert(
    fc.property(source, fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue()), (text, fields) => {
      const copy = compileCopy(text)
      if (copy.ok) return typeof renderCopy(copy.value, fields).ok === 'boolean'
      return copy.reason.line >= 1 && copy.reason.column >= 1 && copy.reason.message !== ''
    }),
    { numRuns: 500 },
  )
})

it('leaves text without Liquid as it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (text, fields) => {
      fc.pre(!text.includes('{{') && !text.includes('{%'))
      const copy = compileCopy(text)
      expect(copy.ok && renderCopy(copy.value, fields)).toEqual({ ok: true, value: text })
    }),
  )
})
