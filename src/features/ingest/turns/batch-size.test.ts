import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FIRST_BATCH, nextBatchSize } from './batch-size.ts'

/** The size after many full batches that take so long for each event, and so long whatever their size. */
function settled(fixedMs: number, eventMs: number, targetMs: number): number {
  let size = FIRST_BATCH
  for (let round = 0; round < 40; round++)
    size = nextBatchSize(size, { hasMore: true, slowestMs: fixedMs + size * eventMs }, targetMs)
  return size
}

it('batches settle where they take as long as they should', () => {
  expect(settled(0, 0.5, 150)).toBe(300)
  expect(settled(50, 0.5, 150)).toBe(200)
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0.01, max: 5, noNaN: true }),
      (fixedMs, eventMs) => {
        const size = settled(fixedMs, eventMs, 150)
        expect(size).toBeGreaterThanOrEqual(100)
        expect(size).toBeLessThanOrEqual(3_000)
        if (size > 100 && size < 3_000) expect((fixedMs + size * eventMs) / 150).toBeCloseTo(1, 1)
      },
    ),
  )
})

it('a batch that was not full makes the next no larger', () => {
  expect(nextBatchSize(400, { hasMore: false, slowestMs: 5 }, 150)).toBe(400)
  expect(nextBatchSize(400, { hasMore: false, slowestMs: 200 }, 150)).toBe(300)
  expect(nextBatchSize(400, { hasMore: false, slowestMs: 9_000 }, 150)).toBe(200)
})

it('a turn in which nothing was due changes nothing', () => {
  expect(nextBatchSize(400, { hasMore: false, slowestMs: 0 }, 150)).toBe(400)
})
