import { describe, expect, it } from 'vitest'
import { usedAs } from '../../core/measure/measures.ts'
import { COUNT_NAMES, type Figures } from '../results/schema/figures.ts'
import type { VariantResult } from '../results/schema/variant.ts'
import type { Results } from '../results/schema.ts'
import type { Standing } from './standing.ts'
import { conclusionOf } from './story.ts'
import { renderTable } from './table.ts'
import { TEMPLATES } from './world.ts'

const PLAIN = { width: 120, colour: false }

const figures: Figures = {
  ...({
    ...Object.fromEntries(COUNT_NAMES.map(name => [name, 0])),
    ...{ revenue: 0, revenue_by_currency: {}, orders: 0, revenue_per_send: null },
    ...Object.fromEntries(usedAs('rate').map(({ rate }) => [rate, null])),
  } as Omit<Figures, 'metrics'>),
  metrics: [],
}

const variant = (id: string, more: Partial<VariantResult>): VariantResult => ({
  ...figures,
  id,
  name: id,
  control: false,
  status: 'approved',
  themes: [],
  allocation: null,
  traffic: null,
  maturing: 0,
  interval: null,
  lift: null,
  chance_to_beat_control: null,
  chance_to_be_best: null,
  estimate: null,
  estimate_since: null,
  interval_missing: null,
  effective_messages: 0,
  compared: null,
  blocked: null,
  ...more,
})

function results(variants: readonly VariantResult[], more: Partial<Results> = {}): Results {
  return {
    as_of: '2026-01-01T00:00:00.000Z',
    template: { id: 'welcome-email', name: 'Welcome email', key_metric: 'click_rate', status: 'active' },
    currency: 'USD',
    level: 0.95,
    verdict: 'collecting',
    split: { method: 'internal_persistent', control_share: 0.1 },
    matured: { messages: 0, share: null },
    denominator: 'sends',
    control: { ...figures, decisions: 20 },
    treatment: { ...figures, decisions: 80 },
    fallback: { decisions: 0, sends: 0 },
    themes: [],
    segments: null,
    amounts: null,
    lift: {
      metric: 'click_rate',
      absolute: null,
      relative: null,
      interval: null,
      chance_to_beat_control: null,
      design_effect: 1,
      interval_unbounded: false,
      interval_missing: null,
      enough_data: false,
    },
    variants: [...variants],
    gates: [],
    ...more,
  }
}

const [template] = TEMPLATES
if (!template) throw new Error('The demo has no templates.')

const SHARES = new Map([
  ['plain', 0.1],
  ['warm', 0.12],
  ['free', 0.78],
])

const standing = (results: Results): Standing => ({
  template,
  results,
  variants: results.variants.map(result => ({
    result,
    evenShare: result.control ? 0.1 : 0.45,
    share: SHARES.get(result.id) ?? null,
  })),
})

const busy = results(
  [
    variant('plain', {
      control: true,
      decisions: 20,
      sends: 20,
      clicks: 2,
      click_rate: 0.1,
      interval: [0.03, 0.3],
    }),
    variant('warm', {
      allocation: 0.13,
      traffic: 0.13,
      sends: 1234,
      clicks: 120,
      click_rate: 0.0972,
      interval: [0.08, 0.115],
      chance_to_be_best: 0,
    }),
    variant('free', {
      allocation: 0.87,
      traffic: 0.87,
      sends: 40,
      clicks: 9,
      click_rate: 0.225,
      interval: [0.12, 0.37],
      chance_to_be_best: 1,
      revenue: 1234.5,
    }),
  ],
  {
    amounts: null,
    lift: {
      metric: 'click_rate',
      absolute: 0.1,
      relative: 0.83,
      interval: [0.41, 1.3],
      chance_to_beat_control: 0.99,
      design_effect: 1,
      interval_unbounded: false,
      interval_missing: null,
      enough_data: true,
    },
  },
)

describe('the table', () => {
  it('shows where the traffic went, the counts and the key rate of each variant', () => {
    const [, , control, warm, free] = renderTable([standing(busy)], PLAIN)
    expect(control).toMatch(/plain +10 → 10 % +20 .*10\.0 % \(3–30\)/)
    expect(warm).toMatch(/warm +45 → 12 % +1,234 +0 +120 +0 +– +9\.7 % \(8–12\) +< 1 %/)
    expect(free).toMatch(/free +45 → 78 % +40 .*\$1,235 .*> 99 %/)
  })

  it('shows the lift with its interval, once there is enough to go by', () => {
    expect(renderTable([standing(busy)], PLAIN)[1]).toContain('lift +83 % (+41 % to +130 %)')
    expect(renderTable([standing(results([variant('warm', {})]))], PLAIN)[1]).toContain('not enough messages')
  })

  it.each([
    ['too wide', { interval: [-0.9, 1.2], enough_data: true }],
    ['without a bound', { interval: [0.1, 0.4], enough_data: true, interval_unbounded: true }],
    ['early', { interval: [0.1, 0.4], enough_data: false }],
  ] as const)('says no lift whose interval is %s, in the table and in the words', (_why, more) => {
    const lift = { ...busy.lift, ...more, interval: [...more.interval] }
    const early = standing({ ...busy, lift })
    expect(renderTable([early], PLAIN)[1]).toContain('lift: not enough messages yet')
    expect(conclusionOf(early, new Map()).join(' ')).toContain('against the control: not enough messages yet')
  })

  it('agrees with the words', () => {
    const [first = '', , third] = conclusionOf(standing(busy), new Map())
    expect(first).toContain('“free” went from 45 % to 78 %')
    expect(third).toContain('+83 % (95 %: +41 % to +130 %)')
  })

  it.each([200, 100, 80, 60, 40, 20])('fits into %i columns', width => {
    for (const line of renderTable([standing(busy)], { width, colour: false }))
      expect(line.length).toBeLessThanOrEqual(width)
  })

  it('keeps the traffic and the key rate when there is little room', () => {
    const text = renderTable([standing(busy)], { width: 60, colour: false }).join('\n')
    expect(text).toContain('45 → 78 %')
    expect(text).toContain('22.5 %')
    expect(text).not.toContain('revenue')
  })

  it('has colours only when asked for', () => {
    const code = '\u001b['
    expect(renderTable([standing(busy)], PLAIN).join('')).not.toContain(code)
    expect(renderTable([standing(busy)], { width: 120, colour: true }).join('')).toContain(code)
  })

  it('lines its columns up', () => {
    const [header, , ...rows] = renderTable([standing(busy)], PLAIN)
    for (const row of rows) expect(row.length).toBe(header?.length)
  })
})
