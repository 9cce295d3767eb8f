import { expect, it } from 'vitest'
import { createRandom } from '../../core/stats/draw/random.ts'
import { behave } from './behaviour.ts'
import { personAt } from './people.ts'

it('people react at the configured rates', () => {
  const planted = { open: 0.5, click: 0.2, conversion: 0.1, unsubscribe: 0.02 }
  const random = createRandom('behaviour test')
  const drawn = Array.from({ length: 20_000 }, (_, number) => behave(planted, personAt(number), random))
  const share = (happened: (behaviour: (typeof drawn)[number]) => boolean) =>
    drawn.filter(happened).length / drawn.length
  // Three standard errors of a share of 20,000 are at most 0.011.
  expect(Math.abs(share(({ openedMs }) => openedMs !== null) - planted.open)).toBeLessThan(0.011)
  expect(Math.abs(share(({ clickedMs }) => clickedMs !== null) - planted.click)).toBeLessThan(0.011)
  expect(Math.abs(share(({ convertedMs }) => convertedMs !== null) - planted.conversion)).toBeLessThan(0.011)
  expect(Math.abs(share(({ unsubscribedMs }) => unsubscribedMs !== null) - planted.unsubscribe)).toBeLessThan(
    0.011,
  )
  expect(
    drawn.every(
      ({ openedMs, clickedMs }) => clickedMs === null || (openedMs !== null && clickedMs > openedMs),
    ),
  ).toBe(true)
})
