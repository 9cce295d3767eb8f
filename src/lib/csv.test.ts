import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, parseCsv } from './csv.ts'

describe('CSV', () => {
  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\ufeff"a","b, c"\n"x ""y""",\n',
      [
        ['a', 'b, c'],
        ['x "y"', ''],
      ],
    ],
    [
      'a,b\n\n\n"two\nlines",2\n',
      [
        ['a', 'b'],
        ['two\nlines', '2'],
      ],
    ],
    ["a\n'=1+1\n", [['a'], ['=1+1']]],
    ["a\n'tis\n", [['a'], ["'tis"]]],
    ['', []],
  ])('reads %j', (text, rows) => expect(parseCsv(text)).toEqual(rows))

  it('refuses a quote that is not closed', () => expect(parseCsv('a,"b\n')).toBeUndefined())

  const cell = fc.oneof(
    fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', "'", '=', '-', '@', '+', '\t', ' ', '＝'),
    }),
    fc.string({ unit: 'grapheme' }),
  )
  const rows = fc
    .integer({ min: 2, max: 5 })
    .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }))
    .map(body => [['name', ...(body[0]?.slice(1).map((_, at) => `v${at}`) ?? ['v'])], ...body])

  it('gives back what was written', () => {
    fc.assert(
      fc.property(rows, given => {
        const text = given.map(csvLine).join('')
        expect(parseCsv(text)).toEqual(given.filter(cells => cells.some(each => each !== '')))
      }),
    )
  })

  it('writes every formula as text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'),
        fc.string(),
        (start, rest) => {
          expect(csvLine([start + rest])).toMatch(/^"?'/)
        },
      ),
    )
  })
})
