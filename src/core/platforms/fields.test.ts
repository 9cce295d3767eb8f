import { describe, expect, it } from 'vitest'
import {
  otherFields,
  readEmail,
  readFieldsOrJson,
  readFlag,
  readNumber,
  readText,
  readTime,
} from './fields.ts'

describe('readTime', () => {
  it.each([
    ['2026-01-01T06:00:00.000Z', '2026-01-01T06:00:00.000Z'],
    ['2026-01-01 00:00:02 +00:00', '2026-01-01T00:00:02.000Z'],
    ['2026-01-01 00:00:02', '2026-01-01T00:00:02.000Z'],
    ['2026-01-01 00:00:02.123456+00', '2026-01-01T00:00:02.123Z'],
    ['2026-01-01T02:00:00+0200', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 00:00:02 UTC', '2026-01-01T00:00:02.000Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    [1767225600, '2026-01-01T00:00:00.000Z'],
    [1767225600.25, '2026-01-01T00:00:00.250Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    [1767225600123, '2026-01-01T00:00:00.123Z'],
    ['1767225600123', '2026-01-01T00:00:00.123Z'],
  ])('reads %s', (written, iso) => expect(readTime(written)?.toISOString()).toBe(iso))

  it.each([
    '',
    'abc',
    '12',
    'Thu 1 Jan',
    '2026-13-01',
    '1999-12-31',
    '2100-01-01',
    '+010000-01-01',
    0,
    -1,
    9e15,
    Number.NaN,
    true,
    null,
    undefined,
    {},
    [],
  ])('takes %s for no time', written => expect(readTime(written)).toBeNull())
})

describe('readText', () => {
  it('reads ids of either kind, and keeps what a store can hold', () => {
    expect([' a ', 'a\0b', 7, -0, 1.5].map(value => readText(value))).toEqual([
      'a',
      'a\ufffdb',
      '7',
      '0',
      '1.5',
    ])
  })

  it.each([
    '',
    '  ',
    'x'.repeat(513),
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    {},
    ['a'],
  ])('takes %s for no id', value => expect(readText(value)).toBeNull())
})

it('reads addresses in lower case', () => {
  expect(readEmail(' Pat@Example.COM ')).toBe('pat@example.com')
  expect(readEmail(7)).toBeNull()
})

it('reads numbers, also as text, and nothing that only resembles one', () => {
  expect([3, '3', ' -39.95 ', 0].map(readNumber)).toEqual([3, 3, -39.95, 0])
  expect(
    ['', '0x10', '1,5', '1e3', '9'.repeat(400), Number.POSITIVE_INFINITY, true, null].map(readNumber),
  ).toEqual(Array(8).fill(null))
})

it('reads flags of either kind, and nothing that is neither', () => {
  expect([true, 'TRUE', false, 'false'].map(readFlag)).toEqual([true, true, false, false])
  // An object whose toString is no function cannot be made a text.
  for (const neither of ['yes', 1, null, {}, { toString: null }]) expect(readFlag(neither)).toBeNull()
})

it('reads an object that was written as JSON text', () => {
  expect(readFieldsOrJson('{"a":{"b":1}}')).toEqual({ a: { b: 1 } })
  expect(readFieldsOrJson({ a: 1 })).toEqual({ a: 1 })
  expect(['{', '[]', 'null', '', 7, null].map(readFieldsOrJson)).toEqual(Array(6).fill({}))
})

it('leaves out what is known and what is null', () => {
  expect(otherFields({ a: 1, b: 2, c: null, d: false }, ['a'])).toEqual({ b: 2, d: false })
})
