import { describe, expect, it } from 'vitest'
import { evenSums } from '../../../core/inference/sums.ts'
import { drawBinomial } from '../../../core/stats/draw/draw-binomial.ts'
import { createRandom, type Random } from '../../../core/stats/draw/random.ts'
import type { View } from '../figures.ts'
import { segmentRows } from './segment-rows.ts'
import type { Part, PartSpan } from './tally-segments.ts'

const STRETCH_MS = 6 * 3_600_000
const SEGMENTS = 12
const LOOKS = 20
const RUNS = 60

const VIEW: View = {
  ...{
    denominator: 'sends',
    currency: 'USD',
    currencyDigits: {},
    metric: 'click_rate',
    customMetrics: new Map(),
  },
  row: {
    ...{ kind: 'rate', better: 'higher', matures: false, success: 'click' },
    ...{ windowDays: undefined, unit: 'money' },
  },
}

interface World {
  /** Messages of a segment in a stretch. */
  readonly messages: number
  readonly rateAt: (look: number, segment: number) => number
  readonly controlAt: (look: number) => number
  /** Of treatment over control. */
  readonly ratio?: number
}

const spanOf = (
  arm: 'control' | 'treatment',
  at: number,
  propensity: number,
  messages: number,
  total: number,
): PartSpan => ({
  ...{ variantId: arm, arm, fromMs: at * STRETCH_MS, untilMs: (at + 1) * STRETCH_MS, isOpen: false },
  sums: evenSums(propensity, messages, total, total),
})

const wholeOf = (spans: readonly PartSpan[], arm: string) => {
  const own = spans.filter(span => span.arm === arm)
  const messages = own.reduce((sum, { sums }) => sum + sums.messages, 0)
  return { decisions: messages, messages, total: own.reduce((sum, { sums }) => sum + sums.outcome.total, 0) }
}

/** The number of looks at which any row is said to differ. */
function claimsIn(random: Random, { messages, rateAt, controlAt, ratio = 1 }: World): number {
  const spans: PartSpan[][] = Array.from({ length: SEGMENTS }, () => [])
  const template = {
    split: { method: 'internal_random' as const, controlShare: controlAt(LOOKS) },
    variants: [],
    control: {
      ...{
        id: 'c',
        name: 'c',
        vars: {},
        attrs: {},
        themes: [],
        isControl: true,
        status: 'approved' as const,
      },
    },
  }
  let claims = 0
  for (let look = 0; look < LOOKS; look++) {
    const share = controlAt(look)
    for (const [segment, own] of spans.entries()) {
      const controls = drawBinomial(messages, share, random)
      const rate = rateAt(look, segment)
      own.push(
        spanOf('control', look, share, controls, drawBinomial(controls, rate, random)),
        spanOf(
          'treatment',
          look,
          1 - share,
          messages - controls,
          drawBinomial(messages - controls, rate * ratio, random),
        ),
      )
    }
    const parts = spans.map(
      (own, segment): Part => ({
        ...{ kind: 'value', value: `v${segment}`, spans: own },
        ...{ control: wholeOf(own, 'control'), treatment: wholeOf(own, 'treatment') },
      }),
    )
    const rows = segmentRows(parts, { view: VIEW, template, gates: [] })
    if (rows.some(({ lift }) => lift.verdict === 'beats' || lift.verdict === 'behind')) claims++
  }
  return claims
}

const runsWithClaims = (world: World, runs = RUNS): number => {
  const random = createRandom('segments')
  return Array.from({ length: runs }, () => claimsIn(random, world)).filter(claims => claims > 0).length
}

describe('twelve segments at twenty looks', () => {
  it.each<[string, World]>([
    ['rates of 5 %, a tenth control', { messages: 800, rateAt: () => 0.05, controlAt: () => 0.1 }],
    [
      'rates that differ and rise, half control',
      { messages: 400, rateAt: (look, segment) => 0.1 + 0.005 * look + 0.02 * segment, controlAt: () => 0.5 },
    ],
    [
      'a control that goes from half to a tenth as rates fall',
      { messages: 600, rateAt: look => (look < 7 ? 0.2 : 0.12), controlAt: look => (look < 7 ? 0.5 : 0.1) },
    ],
  ])('say something false in at most one run of twenty: %s', (_, world) => {
    expect(runsWithClaims(world)).toBeLessThanOrEqual(0.05 * RUNS)
  })

  it('find what is there', () => {
    const world = { messages: 800, rateAt: () => 0.2, controlAt: () => 0.5, ratio: 1.2 }
    expect(runsWithClaims(world, 10)).toBe(10)
  })
})
