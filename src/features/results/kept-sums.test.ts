import { describe, expect, it } from 'vitest'
import { evenSums, plainSums } from '../../core/inference/sums.ts'
import { estimateVariant } from '../../core/inference/variant-estimate.ts'
import { drawBinomial } from '../../core/stats/draw/draw-binomial.ts'
import { createRandom, type Random } from '../../core/stats/draw/random.ts'
import type { Variant } from '../../runtime/catalog/catalog.ts'
import { bucketsOf, cutTo } from './kept-sums.ts'
import type { SummedSpan } from './sums-store.ts'

const HOURS_MS = 6 * 3_600_000

const variant = (id: string, more: Partial<Variant> = {}): Variant => ({
  ...{ id, name: id, vars: {}, attrs: {}, themes: [], isControl: false, status: 'approved' },
  ...more,
})

const CONTROL = variant('control', { isControl: true })
const TEMPLATE = {
  split: { method: 'internal_random' as const, controlShare: 0.1 },
  variants: [CONTROL, variant('good'), variant('bad'), variant('some', { attrs: { plan: ['pro'] } })],
  control: CONTROL,
}

type Given = readonly [id: string, propensity: number, messages: number, successes: number]

const spanAt = (at: number, given: readonly Given[]): readonly SummedSpan[] =>
  given.map(([variantId, propensity, messages, successes]) => ({
    ...{ variantId, arm: variantId === 'control' ? 'control' : 'treatment' },
    ...{ fromMs: at * HOURS_MS, untilMs: (at + 1) * HOURS_MS },
    sums: evenSums(propensity, messages, successes, successes),
  }))

describe('the number of messages that could have got a variant', () => {
  const spans = [
    ...spanAt(0, [['control', 0.1, 10, 1]]),
    ...spanAt(1, [
      ['control', 0.1, 12, 1],
      ['good', 0.3, 30, 3],
      ['some', 0.3, 6, 1],
    ]),
    ...spanAt(2, [
      ['good', 0.5, 40, 4],
      ['some', 0.5, 5, 0],
    ]),
    ...spanAt(3, [['control', 0.1, 9, 0]]),
  ]
  const offered = (id: string, template: Parameters<typeof bucketsOf>[2] = TEMPLATE) =>
    bucketsOf(id, spans, template).map(bucket => bucket.offered)

  it('is all of the experiment, except in stretches in which it began, ended or could not be chosen', () => {
    expect(offered('control')).toEqual([undefined, 48, undefined])
    expect(offered('good')).toEqual([undefined, 45, 9])
  })

  it('is unknown for targeted and for deleted variants', () => {
    expect(offered('some')).toEqual([undefined, undefined])
    expect(offered('deleted')).toEqual([])
    const archived = { ...TEMPLATE, variants: [CONTROL] }
    expect(offered('good', archived)).toEqual([undefined, undefined])
  })

  it('is that of its own group if the platform makes the split', () => {
    const external = { ...TEMPLATE, split: { method: 'external' as const, controlShare: 0.1 } }
    // Everybody in the group of control gets it.
    const own = spans.map(span =>
      span.arm === 'control' ? { ...span, sums: plainSums(span.sums.messages, 0, 0) } : span,
    )
    expect(bucketsOf('control', own, external).map(bucket => bucket.offered)).toEqual([
      undefined,
      12,
      0,
      undefined,
    ])
    expect(offered('good', external)).toEqual([undefined, 45, 0])
  })
})

describe('a period', () => {
  const metric = [...spanAt(0, [['good', 0.5, 5, 1]]), ...spanAt(1, [['good', 0.5, 7, 1]])]
  const kept = { metric, decisions: metric, matureUntilMs: 0 }
  const period = (from?: number, to?: number) => ({
    from: from === undefined ? undefined : new Date(from * HOURS_MS),
    to: to === undefined ? undefined : new Date(to * HOURS_MS),
  })

  it('has sums only if it begins and ends with a stretch', () => {
    expect(cutTo(kept, period())).toEqual(kept)
    expect(cutTo(kept, period(1))?.metric).toEqual(metric.slice(1))
    expect(cutTo(kept, period(0, 1))?.decisions).toEqual(metric.slice(0, 1))
    expect(cutTo(kept, period(0.5))).toBeUndefined()
    expect(cutTo(kept, period(0, 1.9))).toBeUndefined()
  })
})

describe('a variant that loses', () => {
  const [RATE, LIVES, STRETCHES, MESSAGES] = [0.08, 1500, 12, 100]

  /** All variants get equal traffic at first. Then nine tenths goes to the one that has done better so far. */
  function live(random: Random) {
    const spans: SummedSpan[] = []
    const totals: Record<'control' | 'good' | 'bad', [number, number]> = {
      control: [0, 0],
      good: [0, 0],
      bad: [0, 0],
    }
    const rateOf = (id: 'good' | 'bad') => totals[id][1] / Math.max(1, totals[id][0])
    for (let at = 0; at < STRETCHES; at++) {
      const ahead = at === 0 ? 0.5 : rateOf('bad') > rateOf('good') ? 0.1 : 0.9
      let [left, room] = [MESSAGES, 1]
      const given = (
        [
          ['control', 0.1],
          ['good', 0.9 * ahead],
          ['bad', 0.9 * (1 - ahead)],
        ] as const
      ).map(([id, propensity]): Given => {
        const messages = drawBinomial(left, Math.min(1, propensity / room), random)
        left -= messages
        room -= propensity
        const successes = drawBinomial(messages, id === 'bad' ? RATE : RATE + 0.01, random)
        totals[id] = [totals[id][0] + messages, totals[id][1] + successes]
        return [id, propensity, messages, successes]
      })
      spans.push(
        ...spanAt(
          at,
          given.filter(([, , messages]) => messages > 0),
        ),
      )
    }
    return { spans, sampleMean: rateOf('bad') }
  }

  it('has a biased mean of its own messages; the estimate is unbiased, and its interval holds', () => {
    let [plain, weighted, held] = [0, 0, 0]
    for (let life = 0; life < LIVES; life++) {
      const { spans, sampleMean } = live(createRandom('loser', String(life)))
      const found = estimateVariant(bucketsOf('bad', spans, TEMPLATE), { kind: 'rate' })
      const [low, high] = found?.interval ?? [1, 0]
      plain += sampleMean / LIVES
      weighted += (found?.estimate ?? 0) / LIVES
      if (low <= RATE && RATE <= high) held += 1 / LIVES
    }
    expect(plain).toBeLessThan(0.95 * RATE)
    expect(Math.abs(weighted - RATE)).toBeLessThan(0.02 * RATE)
    expect(held).toBeGreaterThan(0.95)
  })
})
