import { describe, expect, it } from 'vitest'
import { atOnce } from '../../../lib/in-slices.ts'
import { drawBinomial } from '../../stats/draw/draw-binomial.ts'
import { createRandom } from '../../stats/draw/random.ts'
import { blockedVariantsInSteps, type GuardedCounts, type GuardrailInput } from './guardrails.ts'

const blockedVariants = (input: GuardrailInput) => atOnce(blockedVariantsInSteps(input))

const counts = (messages: number, unsubscribes: number, complaints = 0): GuardedCounts => ({
  messages,
  unsubscribes,
  complaints,
})
const variant = (variantId: string, ...given: Parameters<typeof counts>) => ({
  variantId,
  ...counts(...given),
})
const blocked = (margin: number, control: GuardedCounts, ...variants: ReturnType<typeof variant>[]) =>
  blockedVariants({ margin, control, variants })

describe('guardrails', () => {
  it('block a harmful variant, and name the metric', () => {
    const found = blocked(
      0.005,
      counts(10_000, 20, 5),
      variant('bad', 5000, 90, 4),
      variant('good', 5000, 12, 2),
    )
    expect([...found.keys()]).toEqual(['bad'])
    expect(found.get('bad')).toMatchObject({ metric: 'unsubscribe_rate', rate: 0.018, controlRate: 0.002 })
    expect(found.get('bad')?.chance).toBeGreaterThan(0.99)
    const complained = blocked(0.005, counts(10_000, 20, 5), variant('spam', 5000, 10, 90))
    expect(complained.get('spam')?.metric).toBe('complaint_rate')
  })

  it('do not block a variant within the margin, however certain', () => {
    expect(blocked(0.005, counts(1e6, 2000), variant('a', 1e6, 6000)).size).toBe(0)
    expect(blocked(0.0035, counts(1e6, 2000), variant('a', 1e6, 6000)).size).toBe(1)
  })

  it('do not block for lack of data, not even without a margin', () => {
    for (const messages of [0, 1, 20, 200]) {
      expect(blocked(0, counts(50_000, 100), variant('new', messages, 0)).size).toBe(0)
      expect(blocked(0, counts(50_000, 100), variant('new', messages, Math.min(1, messages))).size).toBe(0)
    }
    expect(blocked(0, counts(0, 0), variant('alone', 5000, 500)).size).toBe(0)
  })

  it('compare with the other variants while control has no messages', () => {
    const others = [variant('a', 8000, 16), variant('b', 8000, 18), variant('bad', 8000, 120)]
    const found = blocked(0.005, counts(0, 0), ...others)
    expect([...found.keys()]).toEqual(['bad'])
    expect(found.get('bad')?.controlRate).toBe(34 / 16_000)
  })

  it('accept more events than messages: reports may come early', () => {
    expect(blocked(0.005, counts(1000, 1002), variant('a', 10, 12)).size).toBe(0)
  })
})

/** Variants of equal harm, looked at 60 times: whether any of them is ever blocked. */
function isEverBlocked(seed: number, variants: number, rate: number, margin: number): boolean {
  const random = createRandom('guardrails', String(seed))
  const all = Array.from({ length: variants + 1 }, () => ({ messages: 0, unsubscribes: 0, complaints: 0 }))
  for (let look = 0; look < 60; look++) {
    for (const own of all) {
      own.messages += 200
      own.unsubscribes += drawBinomial(200, rate, random)
      own.complaints += drawBinomial(200, rate / 4, random)
    }
    const [control = counts(0, 0), ...others] = all
    const named = others.map((own, at) => ({ ...own, variantId: `v${at}` }))
    if (blockedVariants({ margin, control, variants: named }).size > 0) return true
  }
  return false
}

describe('looked at 60 times, of four variants that do no more harm than control', () => {
  const share = (rate: number, margin: number) => {
    const lives = Array.from({ length: 200 }, (_, seed) => isEverBlocked(seed, 4, rate, margin))
    return lives.filter(Boolean).length / lives.length
  }

  it('one is blocked in fewer than 1 in 100 lives with the usual margin', () => {
    expect(share(0.003, 0.005)).toBeLessThan(0.01)
  })

  it('one is blocked in fewer than 1 in 20 lives where the margin is half the rate', () => {
    expect(share(0.004, 0.002)).toBeLessThan(0.05)
  })

  it('watch custom metrics in their direction, each with its own margin', () => {
    const of = (variantId: string, tickets: number, happy: number) => ({
      ...{ variantId, messages: 5000, 'custom:tickets': tickets, 'custom:happy': happy },
    })
    const custom = [
      { metric: 'custom:tickets', kind: 'rate', better: 'lower', margin: 0.01 },
      { metric: 'custom:happy', kind: 'rate', better: 'higher', margin: 0.05 },
    ] as const
    const variants = [
      of('angry', 500, 2000),
      of('sad', 100, 1000),
      of('fine', 130, 1900),
      of('glad', 0, 4000),
    ]
    const found = blockedVariants({ margin: 0, custom, control: of('control', 100, 2000), variants })
    expect([...found].map(([id, { metric, better }]) => [id, metric, better])).toEqual([
      ['angry', 'custom:tickets', 'lower'],
      ['sad', 'custom:happy', 'higher'],
    ])
    expect(found.get('sad')).toMatchObject({ rate: 0.2, controlRate: 0.4 })
  })
})
