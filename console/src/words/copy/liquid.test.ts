import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyParts, corrected, plainTextOf } from './liquid.ts'

const told = (copy: string) =>
  copyParts(copy).map(({ kind, text }) => (kind === 'liquid' ? `<${text}>` : text))

describe('copyParts', () => {
  it.each([
    ['', []],
    ['Hi', ['Hi']],
    ['{{ city }}, planned', ['<{{ city }}>', ', planned']],
    ['{% if a %}x{% endif %}', ['<{% if a %}>', 'x', '<{% endif %}>']],
    ['Hi {{ na\nnext {{ b }}', ['Hi ', '<{{ na>', '\nnext ', '<{{ b }}>']],
  ])('%j', (copy, expected) => expect(told(copy)).toEqual(expected))

  it('are the copy together', () => {
    const copy = fc.string({
      unit: fc.constantFrom('{{', '}}', '{%', '%}', 'a', ' ', '\n', '{'),
      maxLength: 40,
    })
    fc.assert(
      fc.property(copy, given => {
        expect(
          copyParts(given)
            .map(({ text }) => text)
            .join(''),
        ).toBe(given)
      }),
    )
  })
})

describe('corrected', () => {
  it.each([
    ['{{ citty }}', { line: 1, column: 4, word: 'citty', suggestion: 'city' }, '{{ city }}'],
    [
      'a\n{{ b }}',
      { line: 2, column: 4, word: 'b', suggestion: 'c | default: ""' },
      'a\n{{ c | default: "" }}',
    ],
    ['{{ city }}', { line: 1, column: 4, word: 'citty', suggestion: 'city' }, undefined],
    ['{{ city }}', { line: null, column: null, word: null, suggestion: null }, undefined],
  ])('%j', (copy, finding, expected) => expect(corrected(copy, finding)).toBe(expected))
})

describe('plainTextOf', () => {
  it.each([
    ['<p>Hi Ann,</p><p>two</p>', 'Hi Ann,\ntwo'],
    ['<style>p{}</style><a class="b" href="https://x.example">Open</a>', 'Open (https://x.example)'],
    ['a<br>b &amp; c', 'a\nb & c'],
    ['plain', 'plain'],
  ])('%j', (html, expected) => expect(plainTextOf(html)).toBe(expected))
})
