import { describe, expect, it } from 'vitest'
import { recommend } from '../../core/inference/recommend.ts'
import { evenSums } from '../../core/inference/sums.ts'
import { drawBeta } from '../../core/stats/draw/draw-beta.ts'
import { drawNormal } from '../../core/stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../../core/stats/draw/random.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import type { Template, Variant } from '../../runtime/catalog/catalog.ts'
import { reportOf } from './report.ts'
import { COUNT_NAMES, type CountName } from './schema/figures.ts'
import type { Results } from './schema.ts'
import type { Tally } from './store.ts'
import type { SummedSpan } from './sums-store.ts'

// Lives of a template with a control and two wordings. The second wording joins late. Traffic goes to the best
// estimate.
const STRETCHES_A_DAY = 4
const MESSAGES = 500
const CONTROL_SHARE = 0.1
const EVEN_SHARE = 0.02
const RATES = { control: 0.1, old: 0.14, late: 0.13 }

const START = Date.parse('2026-01-05T00:00:00Z')

interface World {
  /** In which the late wording begins. */
  readonly joinDay: number
  readonly days: number
  readonly rates: Readonly<Record<keyof typeof RATES, number>>
  /** By which all rates are multiplied. */
  readonly levelAt: (day: number) => number
}

const ids = ['control', 'old', 'late'] as const
type Id = (typeof ids)[number]

const variant = (id: Id): Variant => ({
  ...{ id, name: id, vars: {}, attrs: {}, themes: [], isControl: id === 'control', status: 'approved' },
})

const CONTROL = variant('control')
const TEMPLATE: Template = {
  customMetrics: new Map(),
  ...{ id: 'welcome', sandbox: 'prod', name: 'Welcome', channel: 'email', variables: ['subject'] },
  ...{
    keyMetric: 'click_rate',
    algorithm: 'thompson',
    epsilon: EVEN_SHARE,
    integration: {},
    status: 'active',
  },
  learning: {
    ...{ context: [], metrics: [], weights: {}, halfLifeDays: undefined },
    ...{ guardrailMargin: 0.005, guardrails: [], isSticky: false, autoArchive: false },
  },
  split: { method: 'internal_random', controlShare: CONTROL_SHARE },
  attribution: { lookbackDays: 1, offsetDays: 0, conversionEvents: [] },
  variants: ids.map(variant),
  replaced: [],
  control: CONTROL,
}

/** The advice in one life after the start of the late wording, checked every third day from then on. */
function live({ joinDay, days, rates, levelAt }: World, seed: number) {
  const random = createRandom('drift-world', String(seed))
  const totals = new Map<Id, { messages: number; clicks: number; first: Date }>()
  const spans: SummedSpan[] = []
  const advised = { ready: new Set<string>(), archived: new Set<string>() }
  const send = (day: number, fromMs: number, shares: ReadonlyMap<Id, number>) => {
    for (const [id, share] of shares) {
      const messages = binomial(MESSAGES, share, random)
      const clicks = binomial(messages, rates[id] * levelAt(day), random)
      const sum = totals.get(id) ?? { messages: 0, clicks: 0, first: new Date(fromMs) }
      totals.set(id, { ...sum, messages: sum.messages + messages, clicks: sum.clicks + clicks })
      const arm = id === 'control' ? 'control' : 'treatment'
      const untilMs = fromMs + 6 * HOUR_MS
      spans.push({ variantId: id, arm, fromMs, untilMs, sums: evenSums(share, messages, clicks, clicks) })
    }
  }
  for (let day = 0; day < days; day++) {
    const shares = sharesOf(day < joinDay ? ['old'] : ['old', 'late'], totals, random)
    for (let stretch = 0; stretch < STRETCHES_A_DAY; stretch++)
      send(day, START + day * DAY_MS + stretch * 6 * HOUR_MS, shares)
    if (day > joinDay && day % 3 === 2) look(totals, spans, advised)
  }
  return advised
}

/** Control gets its share. The others get traffic by the probability of being the best, and a little evenly. */
function sharesOf(
  treated: readonly Id[],
  totals: ReadonlyMap<Id, { messages: number; clicks: number }>,
  random: Random,
): ReadonlyMap<Id, number> {
  const wins = new Map<Id, number>(treated.map(id => [id, 0]))
  const draws = 60
  for (let draw = 0; draw < draws; draw++) {
    const drawn = treated.map(id => {
      const { messages = 0, clicks = 0 } = totals.get(id) ?? {}
      return { id, rate: drawBeta(clicks + 1, messages - clicks + 7, random) }
    })
    const [best] = drawn.toSorted((a, b) => b.rate - a.rate)
    if (best) wins.set(best.id, (wins.get(best.id) ?? 0) + 1)
  }
  const even = EVEN_SHARE / treated.length
  const treatedShares = treated.map(
    id => [id, (1 - CONTROL_SHARE) * (even + (1 - EVEN_SHARE) * ((wins.get(id) ?? 0) / draws))] as const,
  )
  return new Map<Id, number>([['control', CONTROL_SHARE], ...treatedShares])
}

/** By its normal approximation: there are many messages. */
const binomial = (count: number, rate: number, random: Random): number =>
  Math.max(
    0,
    Math.min(count, Math.round(count * rate + Math.sqrt(count * rate * (1 - rate)) * drawNormal(random))),
  )

function look(
  totals: ReadonlyMap<Id, { messages: number; clicks: number; first: Date }>,
  spans: readonly SummedSpan[],
  advised: { readonly ready: Set<string>; readonly archived: Set<string> },
): void {
  const last = spans.at(-1)?.untilMs ?? START
  const results = reportOf({
    asOf: new Date(last),
    org: { currency: 'USD', currencyDigits: {} },
    template: TEMPLATE,
    metric: TEMPLATE.keyMetric,
    variants: TEMPLATE.variants.map(each => ({ ...each, isTargeted: false })),
    tallies: [...totals].map(([id, sum]) => tallyOf(id, sum)),
    allocation: new Map(),
    kept: { metric: spans, decisions: spans, matureUntilMs: last },
    ...{ blocked: new Map(), designEffect: 1 },
  })
  for (const { kind, subject = '' } of adviceOn(results)) {
    if (kind === 'ship') advised.ready.add(subject)
    if (kind === 'archive') advised.archived.add(subject)
  }
}

function tallyOf(
  id: Id,
  { messages, clicks, first }: { messages: number; clicks: number; first: Date },
): Tally {
  return {
    ...(Object.fromEntries(COUNT_NAMES.map(name => [name, 0])) as Record<CountName, number>),
    ...{ decisions: messages, sends: messages, clicks, at: new Date(0), firstAt: first },
    ...{
      openDecisions: 0,
      openSends: 0,
      openConversions: 0,
      openMoney: {},
      money: {},
      metrics: {},
      openMetrics: {},
    },
    ...{ variantId: id, arm: id === 'control' ? 'control' : 'treatment' },
  }
}

const adviceOn = ({ variants, gates, treatment }: Results) =>
  recommend({
    better: 'higher',
    gates,
    segments: [],
    recent: { messages: 0, reactions: 0, usualRate: undefined },
    messagesPerDay: 2_000,
    baseRate: treatment.click_rate ?? undefined,
    variants: variants
      .filter(({ control }) => !control)
      .map(({ id, name, sends, compared, estimate, interval, chance_to_be_best }) => {
        const { messages, ...known } = compared ?? { messages: sends, estimate, interval }
        const [low, high] = known.interval ?? []
        const ends = low === undefined || high === undefined ? null : ([low, high] as const)
        return {
          id,
          name,
          messages,
          estimate: known.estimate,
          interval: ends,
          chanceToBeBest: chance_to_be_best,
        }
      }),
  })

const LIVES = 10

describe('a wording that joined late', () => {
  const risesBy = (factor: number, days: number) => (day: number) =>
    1 + (factor - 1) * Math.min(1, Math.max(0, (day - 9) / days))
  const lives = (world: World) => Array.from({ length: LIVES }, (_, seed) => live(world, seed))
  const lateWorld = { joinDay: 10, days: 24, rates: RATES }

  it.each([
    ['at once', 1],
    ['over a week', 7],
  ])('is not called the best, nor a better one to be archived, as all rates rise by 60 %% %s', (_, days) => {
    for (const { ready, archived } of lives({ ...lateWorld, levelAt: risesBy(1.6, days) }))
      expect([ready.has('late'), archived.has('old')]).toEqual([false, false])
  })

  it.each([
    [0.96, 1.1],
    [0.92, 1.2],
    [0.92, 1.6],
  ])(
    'is not called the best at %d of the best, nor a better one to be archived, as rates go up by %d',
    (ratio, level) => {
      const rates = { ...RATES, late: ratio * RATES.old }
      for (const { ready, archived } of lives({ ...lateWorld, rates, levelAt: risesBy(level, 1) }))
        expect([ready.has('late'), archived.has('old')]).toEqual([false, false])
    },
  )

  it('is not called worse while all rates fall', () => {
    const rates = { ...RATES, late: 0.15 }
    for (const { ready, archived } of lives({ ...lateWorld, rates, levelAt: risesBy(0.6, 1) }))
      expect([ready.has('old'), archived.has('late')]).toEqual([false, false])
  })

  it('keeps no gate closed if it is plainly worse, and gets hardly any traffic', () => {
    const rates = { ...RATES, late: RATES.old / 2 }
    const found = lives({ ...lateWorld, rates, levelAt: () => 1 })
    expect(found.filter(({ ready }) => ready.has('old')).length).toBeGreaterThan(LIVES / 2)
    expect(found.filter(({ ready }) => ready.has('late'))).toEqual([])
  })

  it('is still found if it is much better', () => {
    const rates = { ...RATES, late: 0.3 }
    const found = lives({ ...lateWorld, rates, levelAt: () => 1 })
    expect(found.filter(({ ready }) => ready.has('late')).length).toBeGreaterThan(LIVES / 2)
  })
})
