import { describe, expect, it } from 'vitest'
import { cellOf } from '../../measure/cell.ts'
import { designOf } from './cell-design.ts'

const of = (attributes: Readonly<Record<string, string>>): string =>
  cellOf(
    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value]])),
    Object.keys(attributes),
  )

describe('the effects of messy attributes', () => {
  it('are few, with rare levels as one', () => {
    const messages = new Map([
      ...Array.from({ length: 30 }, (_, at) => [of({ city: `city ${at}` }), 100] as const),
      ...Array.from({ length: 400 }, (_, at) => [of({ city: `village ${at}` }), 1] as const),
    ])
    const design = designOf(messages)
    expect(design.groups.length).toBe(1 + 16 + 1)
    expect(design.rows.length).toBe(17)
    expect(design.place(of({ city: 'village 3' })).row).toBe(design.place(of({ city: 'unheard of' })).row)
    expect(design.place(of({ city: 'city 0' })).row).not.toBe(design.place(of({ city: 'village 3' })).row)
  })

  it('leave out attributes with the most levels when there are too many', () => {
    const levels = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}${at}`)
    const messages = new Map<string, number>()
    for (const a of levels(15, 'a'))
      for (const b of levels(14, 'b')) for (const c of levels(13, 'c')) messages.set(of({ a, b, c }), 1)
    const design = designOf(messages)
    expect(design.attributes).toEqual(['b', 'c'])
    expect(design.rows.length).toBe(14 * 13)
    // Nothing is lost: every cell has its place.
    for (const text of messages.keys()) expect(design.place(text).row).toBeGreaterThanOrEqual(0)
  })
})
