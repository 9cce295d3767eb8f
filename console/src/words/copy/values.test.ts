import { describe, expect, it } from 'vitest'
import { readValue, writeValue } from './values.ts'

describe('readValue', () => {
  it.each([
    ['Berlin', 'Berlin'],
    ['12', 12],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['["a", 1]', ['a', 1]],
    ['{"a": 1}', { a: 1 }],
    ['{broken}', '{broken}'],
    ['007', '007'],
    ['', ''],
  ])('%j', (text, value) => expect(readValue(text)).toEqual(value))

  it.each([['a'], [12], [true], [null], [{ a: [1] }]])('gives back %j', value =>
    expect(readValue(writeValue(value))).toEqual(value),
  )
})
