import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstIdOf } from '../../lib/id.ts'
import { readCursor } from '../http/page.ts'
import { lookBack } from './look-back.ts'

const LONG = 250_000
const id = (place: number) => firstIdOf(new Date(place))
const placeOf = (text: string | undefined) =>
  text === undefined ? LONG : Number.parseInt(text.replaceAll('-', '').slice(0, 12), 16)

/** A list of rows at the places 0 to LONG - 1; those that match are at `places`. */
function listOf(places: readonly number[]) {
  const newest = places.toSorted((a, b) => b - a)
  const searched: number[] = []
  const page = (limit: number, cursor: string | null) => {
    const start = cursor === null ? undefined : readCursor(cursor)
    return lookBack(
      limit,
      (size, before, missing) => {
        const end = placeOf(before ?? start)
        const from = end - size
        searched.push(Math.min(size, end))
        const rows = newest.filter(place => place < end && place >= from).slice(0, missing)
        return Promise.resolve({
          rows: rows.map(place => ({ id: id(place), place })),
          horizon: from >= 0 && end >= size ? id(from) : undefined,
        })
      },
      ({ place }) => place,
    )
  }
  return { newest, searched, page }
}

describe('a list that searches a limited number of rows for a page', () => {
  it('finds what is common at once', async () => {
    const { page, searched } = listOf([LONG - 1, LONG - 2, LONG - 3])
    expect(await page(2, null)).toMatchObject({ items: [LONG - 1, LONG - 2], searched_back_to: null })
    expect(searched).toEqual([1_000])
  })

  it('ends where nothing matches, and says how far it searched', async () => {
    const { page, searched } = listOf([])
    const { items, next_cursor, searched_back_to } = await page(50, null)
    const sum = searched.reduce((total, size) => total + size, 0)
    expect(items).toEqual([])
    expect(sum).toBe(51_000)
    expect(searched_back_to).toBe(new Date(LONG - sum).toISOString())
    expect(next_cursor).not.toBeNull()
  })

  it('gives each row once, in order, over its pages', async () => {
    const places = fc.uniqueArray(fc.nat({ max: LONG - 1 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: 5 }), async (matching, limit) => {
        const { newest, page } = listOf(matching)
        const seen: number[] = []
        let cursor: string | null = null
        do {
          const answer: Awaited<ReturnType<typeof page>> = await page(limit, cursor)
          expect(answer.items.length).toBeLessThanOrEqual(limit)
          seen.push(...answer.items)
          cursor = answer.next_cursor
        } while (cursor !== null)
        expect(seen).toEqual(newest)
      }),
    )
  })
})
