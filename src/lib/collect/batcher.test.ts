import { describe, expect, it } from 'vitest'
import { createBatcher } from './batcher.ts'

/** A store that commits when it is told to. */
function slowStore() {
  const batches: { items: readonly number[]; commit: () => void; fail: (error: Error) => void }[] = []
  const batcher = createBatcher<number, number>(
    items =>
      new Promise((resolve, reject) => {
        batches.push({ items, commit: () => resolve(items.map(item => item * 10)), fail: reject })
      }),
    3,
  )
  const next = async (at: number) => {
    await expect.poll(() => batches.length, { interval: 1 }).toBeGreaterThan(at)
    return batches[at] as (typeof batches)[number]
  }
  return { batcher, batches, next }
}

describe('a batcher', () => {
  it('collects while a batch is under way, and answers each item with its own', async () => {
    const { batcher, next } = slowStore()
    const first = batcher.add(1)
    const one = await next(0)
    const others = [2, 3, 4, 5].map(item => batcher.add(item))
    expect(batcher.size()).toBe(5)
    one.commit()
    expect(await first).toBe(10)
    const two = await next(1)
    expect(two.items).toEqual([2, 3, 4])
    two.commit()
    ;(await next(2)).commit()
    expect(await Promise.all(others)).toEqual([20, 30, 40, 50])
    expect(batcher.size()).toBe(0)
  })

  it('refuses a batch as a whole when the store is down, and goes on', async () => {
    const { batcher, next } = slowStore()
    const refused = [batcher.add(1), batcher.add(2)].map(answer =>
      answer.catch((error: Error) => error.message),
    )
    ;(await next(0)).fail(Object.assign(new Error('disk full'), { code: '53100' }))
    expect(await Promise.all(refused)).toEqual(['disk full', 'disk full'])
    const later = batcher.add(3)
    ;(await next(1)).commit()
    expect(await later).toBe(30)
  })

  it('writes a batch that fails again in halves, so that only the item at fault fails', async () => {
    const written: (readonly number[])[] = []
    const batcher = createBatcher<number, number>(async items => {
      written.push(items)
      if (items.includes(13)) throw new Error('13 cannot be stored')
      return items.map(item => item * 10)
    }, 512)
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, item) => batcher.add(item).catch((error: Error) => error.message)),
    )
    expect(answers).toEqual(
      Array.from({ length: 100 }, (_, item) => (item === 13 ? '13 cannot be stored' : item * 10)),
    )
    // All of them, then two halves seven times.
    expect(written.length).toBeLessThanOrEqual(1 + 2 * 7)
  })

  it('includes items that are added while the last batch is answered', async () => {
    const { batcher, next } = slowStore()
    const chained = batcher.add(1).then(() => batcher.add(2))
    ;(await next(0)).commit()
    ;(await next(1)).commit()
    expect(await chained).toBe(20)
    await batcher.drain()
    expect(batcher.size()).toBe(0)
  })

  it('is drained when everything is settled', async () => {
    const { batcher, next } = slowStore()
    const answer = batcher.add(1)
    let drained = false
    const draining = batcher.drain().then(() => {
      drained = true
    })
    const batch = await next(0)
    expect(drained).toBe(false)
    batch.commit()
    await Promise.all([answer, draining])
    expect(drained).toBe(true)
  })
})
