import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileCopy, renderByEngine, renderCopy } from './copy.ts'
import { unprintableIn } from './unprintable.ts'

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

const name = fc.constantFrom('a', 'b', 'first_name', 'missing', 'size', 'first', 'constructor', '__proto__')
const filter = fc.constantFrom(
  ...[
    'upcase',
    'capitalize',
    'default: "x y"',
    'truncate: 3',
    'plus: 1.5',
    'slice: 0, 2',
    'size',
    'split: ","',
    'json',
  ],
  ...[
    'date: "%Y"',
    'append: "!"',
    'escape',
    'times: b',
    'default: 0',
    'strip',
    'round: 1',
    'replace: "a", "b"',
    'first',
  ],
)
const insertion = fc
  .tuple(name, fc.array(filter, { maxLength: 3 }), fc.boolean())
  .map(([field, filters, trims]) => `{{${trims ? '-' : ''} ${[field, ...filters].join(' | ')} }}`)
const inserting = fc
  .array(fc.oneof(fc.constantFrom(' Hi ', ', ', '\n<b>'), insertion), { minLength: 1, maxLength: 5 })
  .map(pieces => pieces.join(''))
const condition = fc.oneof(
  { weight: 9, arbitrary: name },
  fc.constantFrom('a == b', 'a | size', 'a.b', 'nil', '"text"', 'a and b', 'b contains "x"'),
)
const choosing = fc.letrec<{ copy: string; choice: string }>(tie => ({
  copy: fc
    .array(fc.oneof({ depthSize: 'small' }, inserting, tie('choice')), { maxLength: 3 })
    .map(pieces => pieces.join('')),
  choice: fc
    .tuple(
      condition,
      tie('copy'),
      fc.option(fc.tuple(condition, tie('copy'))),
      fc.option(tie('copy')),
      fc.boolean(),
    )
    .map(([first, copy, second, otherwise, trims]) => {
      const elsif = second === null ? '' : `{% elsif ${second[0]} %}${second[1]}`
      const rest = otherwise === null ? '' : `{% else %}${otherwise}`
      return `{%${trims ? '-' : ''} if ${first} %}${copy}${elsif}${rest}{% endif ${trims ? '-' : ''}%}`
    }),
})).copy

it('inserts and chooses as the engine does', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue())
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'first_name', 'constructor'), value)
  let direct = 0
  fc.assert(
    fc.property(fc.oneof(inserting, choosing), fields, (source, given) => {
      const copy = compileCopy(source)
      if (!copy.ok || 'text' in copy.value) return
      if (copy.value.direct) direct++
      const byEngine = renderByEngine(copy.value.templates, given)
      const rendered = renderCopy(copy.value, given)
      if (byEngine.ok && unprintableIn(byEngine.value, copy.value.marks, given))
        expect(rendered.ok).toBe(false)
      else expect(rendered).toEqual(byEngine)
    }),
    { numRuns: 5_000 },
  )
  expect(direct).toBeGreaterThan(500)
})
