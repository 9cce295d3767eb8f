import { describe, expect, it } from 'vitest'
import { readCursor, toPage } from './page.ts'
import { Problem } from './problem.ts'

const rows = ['a', 'b', 'ü'].map(id => ({ id }))
const page = (limit: number) =>
  toPage(
    rows.slice(0, limit + 1),
    limit,
    ({ id }) => id,
    ({ id }) => id,
  )

describe('a page', () => {
  it('leads to the next one, and the last leads nowhere', () => {
    const first = page(2)
    expect(first.items).toEqual(['a', 'b'])
    expect(readCursor(first.next_cursor ?? undefined)).toBe('b')
    expect(page(3)).toEqual({ items: ['a', 'b', 'ü'], next_cursor: null })
  })

  it('begins at the beginning without a cursor', () => {
    expect(readCursor(undefined)).toBe('')
  })

  it.each([
    '',
    '!',
    'YQ==',
    'Y',
    Buffer.from('a\0').toString('base64url'),
    Buffer.from([0xff]).toString('base64url'),
  ])('is refused for the cursor %j', cursor => {
    expect(() => readCursor(cursor)).toThrow(Problem)
  })

  it('is refused for a cursor of another list', () => {
    expect(() => readCursor(Buffer.from('ab').toString('base64url'), key => key === 'a')).toThrow(Problem)
  })
})
