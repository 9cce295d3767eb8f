import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Notes, openNotes } from '../../../../test/notes.ts'
import { type ArrayValue, arrayLiteral } from '../array-literal.ts'
import { binaryArray } from './binary-array.ts'

let notes: Notes
beforeAll(async () => {
  notes = await openNotes()
})
afterAll(() => notes.close())

const TEXT = fc.string({ unit: 'grapheme' }).filter(text => !text.includes('\0'))
const ANY: Readonly<Record<string, fc.Arbitrary<ArrayValue>>> = {
  bool: fc.boolean(),
  smallint: fc.integer({ min: -32_768, max: 32_767 }),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bigint: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  numeric: fc.oneof(fc.maxSafeInteger(), fc.bigInt()),
  float8: fc.double(),
  text: fc.oneof(TEXT, fc.string({ minLength: 40, maxLength: 4_000, unit: 'binary-ascii' }).map(clean)),
  uuid: fc.oneof(
    fc.uuid(),
    fc.constant('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'),
    fc.constant('{a0eebc999c0b4ef8bb6d6bb9bd380a11}'),
  ),
  timestamptz: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  jsonb: fc.jsonValue().map(value => clean(JSON.stringify(value).replaceAll('\\u0000', ''))),
  bytea: fc.uint8Array(),
}

function clean(text: string): string {
  return text.replaceAll('\0', '')
}

describe.each(Object.keys(ANY))('an array of %s', type => {
  it('is read as its text would be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(ANY[type] ?? fc.constant(null))), async values => {
        const [row] = await notes.db.query({
          text: `select $1::${type}[] is not distinct from $2::${type}[] as "isSame"`,
          values: [binaryArray(type, values) ?? arrayLiteral(values), arrayLiteral(values)],
        })
        expect(row).toEqual({ isSame: true })
      }),
      { numRuns: 60 },
    )
  })
})

it('leaves what PostgreSQL has to refuse to it', () => {
  expect(binaryArray('int', [1.5])).toBeUndefined()
  expect(binaryArray('smallint', [40_000])).toBeUndefined()
  expect(binaryArray('uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g'])).toBeUndefined()
  expect(binaryArray('timestamptz', [new Date(Number.NaN)])).toBeUndefined()
})
