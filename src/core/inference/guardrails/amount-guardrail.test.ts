import { describe, expect, it } from 'vitest'
import { createRandom } from '../../stats/draw/random.ts'
import { chanceOfWorseAmount, type GuardedAmounts, totalAmounts } from './amount-guardrail.ts'

const OPTIONS = { better: 'higher', margin: 0.05, priorCount: 3 } as const
const NONE: GuardedAmounts = { messages: 0, count: 0, sum: 0, sumOfSquares: 0 }

/** So many messages, one in ten with this amount. */
const of = (messages: number, amount: number): GuardedAmounts => ({
  ...{ messages, count: messages / 10, sum: (messages / 10) * amount },
  sumOfSquares: (messages / 10) * amount ** 2,
})
const chance = (own: GuardedAmounts, others: GuardedAmounts, options: object = {}) =>
  chanceOfWorseAmount(own, others, totalAmounts([own, others]), { ...OPTIONS, ...options })

describe('the chance that an amount is worse than the margin allows', () => {
  it('is near one for half the amount, and zero for the same', () => {
    expect(chance(of(5000, 10), of(5000, 20))).toBeGreaterThan(0.99)
    expect(chance(of(50_000, 20), of(50_000, 20))).toBe(0)
    expect(chance(of(5000, 20), of(5000, 10))).toBe(0)
  })

  it('turns round for a metric of which less is better', () => {
    expect(chance(of(5000, 20), of(5000, 10), { better: 'lower' })).toBeGreaterThan(0.99)
    expect(chance(of(5000, 10), of(5000, 20), { better: 'lower' })).toBe(0)
  })

  it('says nothing of few messages, or of amounts that are all alike', () => {
    expect(chance(of(90, 0.1), of(90, 100))).toBe(0)
    expect(chance(NONE, of(5000, 20))).toBe(0)
    const always = { messages: 500, count: 500, sum: 500, sumOfSquares: 500 }
    expect(chance(always, always)).toBe(0)
  })

  it('is above 95 % in fewer than 1 in 20 lives of equal wordings, looked at 60 times', () => {
    const lives = Array.from({ length: 400 }, (_, seed) => isEverSure(seed))
    expect(lives.filter(Boolean).length / lives.length).toBeLessThan(0.05)
  })
})

/** Four wordings as good as control, 200 messages of each a look, 5 % with a log-normal amount. */
function isEverSure(seed: number): boolean {
  const random = createRandom('amount-guardrails', String(seed))
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const groups = Array.from(
    { length: 5 },
    () => ({ ...NONE }) as { -readonly [Key in keyof GuardedAmounts]: number },
  )
  for (let look = 0; look < 60; look++) {
    for (const own of groups) {
      own.messages += 200
      for (let message = 0; message < 200; message++) {
        if (random() >= 0.05) continue
        const amount = Math.min(50, Math.exp(normal()))
        own.count++
        own.sum += amount
        own.sumOfSquares += amount ** 2
      }
    }
    const [control = NONE, ...others] = groups
    const all = totalAmounts(groups)
    if (others.some(own => chanceOfWorseAmount(own, control, all, OPTIONS) > 0.95)) return true
  }
  return false
}
