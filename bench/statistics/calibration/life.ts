import { adaptive } from '../../../src/core/bandit/adaptive.ts'
import type { Reward } from '../../../src/core/bandit/bandit.ts'
import { withFloor } from '../../../src/core/bandit/even-share.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../../src/core/inference/sums.ts'
import { drawBinomial } from '../../../src/core/stats/draw/draw-binomial.ts'
import { drawNormal } from '../../../src/core/stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../../../src/core/stats/draw/random.ts'
import type { SummedSpan } from '../../../src/features/results/sums-store.ts'
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts'
import { CONTROL, pageOf } from './page.ts'
import type { World } from './world.ts'

/** A chance that the page showed, and whether it was so. */
export interface Said {
  readonly what: 'best' | 'beats control'
  readonly chance: number
  readonly isTrue: boolean
}

const STRETCHES = 4
const STRETCH_MS = 6 * HOUR_MS
const START_MS = Date.parse('2026-01-05T00:00:00Z')
const FLOOR = 0.02
/** In a row of the table, so that no rate is negative. */
const RATE_MIN = 0.05

/** One template under the default allocation, with weights of the day, and all chances that its page showed. */
export function live(world: World, seed: string): readonly Said[] {
  const random = createRandom('calibration', world.name, seed)
  const rates = new Map(
    [CONTROL, ...world.joins.map((_, at) => `w${at}`)].map(id => [
      id,
      world.baseRate * Math.max(RATE_MIN, 1 + world.spread * drawNormal(random)),
    ]),
  )
  const spans: SummedSpan[] = []
  const said: Said[] = []
  for (let day = 0; day < Math.max(...world.looks); day++) {
    playDay(world, { day, rates, spans, seed }, random)
    if (world.looks.includes(day + 1)) said.push(...look(world, rates, spans))
  }
  return said
}

interface Life {
  readonly day: number
  readonly rates: ReadonlyMap<string, number>
  readonly spans: SummedSpan[]
  readonly seed: string
}

/** Newcomers begin in the middle of the second stretch. */
function playDay(world: World, { day, rates, spans, seed }: Life, random: Random): void {
  const here = (isNew: boolean) =>
    world.joins.flatMap((joins, at) => (joins < day || (joins === day && isNew) ? [`w${at}`] : []))
  const before = sharesOf(world, here(day === 0), { spans, day, seed })
  const after = sharesOf(world, here(true), { spans, day, seed })
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const parts = stretch === 1 ? [before, after] : [stretch === 0 ? before : after]
    const messages = Math.round(world.messagesPerDay / STRETCHES / parts.length)
    const level = world.levelOn(day)
    const sums = parts.map(shares => send(messages, shares, id => (rates.get(id) ?? 0) * level, random))
    const fromMs = START_MS + day * DAY_MS + stretch * STRETCH_MS
    for (const id of new Set(sums.flatMap(part => [...part.keys()]))) {
      const own = sums.map(part => part.get(id) ?? NO_SUMS).reduce(addSums)
      const arm = id === CONTROL ? 'control' : 'treatment'
      if (own.messages > 0)
        spans.push({ variantId: id, arm, fromMs, untilMs: fromMs + STRETCH_MS, sums: own })
    }
  }
}

/** @param shares of all messages; their sum is one */
function send(
  messages: number,
  shares: ReadonlyMap<string, number>,
  rateOf: (id: string) => number,
  random: Random,
): ReadonlyMap<string, ArmSums> {
  let [left, room] = [messages, 1]
  return new Map(
    [...shares].map(([id, share]) => {
      const sent = drawBinomial(left, Math.min(1, share / room), random)
      left -= sent
      room -= share
      const clicks = drawBinomial(sent, Math.min(1, rateOf(id)), random)
      return [id, evenSums(share, sent, clicks, clicks)] as const
    }),
  )
}

/** Of all messages, by the weights of the day. */
function sharesOf(
  { controlShare }: World,
  ids: readonly string[],
  { spans, day, seed }: Pick<Life, 'spans' | 'day' | 'seed'>,
): ReadonlyMap<string, number> {
  const rewards = ids.map((id): Reward => {
    const own = spans.filter(({ variantId }) => variantId === id)
    const cohorts = own.map(({ fromMs, untilMs, sums: { messages, outcome } }) => ({
      ...{ fromMs, untilMs, sends: messages, successes: [outcome.total] },
    }))
    const sum = (of: (cohort: (typeof cohorts)[number]) => number) =>
      cohorts.reduce((all, cohort) => all + of(cohort), 0)
    const successes = sum(({ successes: [count = 0] }) => count)
    return {
      ...{ variantId: id, trials: sum(({ sends }) => sends), successes, sum: successes },
      ...{ sumOfSquares: successes, cohorts },
    }
  })
  // Every click is known at once.
  const delay = { asOfMs: START_MS + (day + 2) * DAY_MS, window: { offsetMs: 0, untilMs: DAY_MS } }
  const policy = adaptive({ kind: 'rate', better: 'higher', rewards, delay }, `${seed}/${day}`)
  const shares = withFloor(policy.table(ids).shares, FLOOR)
  return new Map([
    [CONTROL, controlShare],
    ...ids.map((id, at) => [id, (1 - controlShare) * (shares[at] ?? 0)] as const),
  ])
}

function look(
  world: World,
  rates: ReadonlyMap<string, number>,
  spans: readonly SummedSpan[],
): readonly Said[] {
  const ids = [...new Set([CONTROL, ...spans.map(({ variantId }) => variantId)])]
  const rateOf = (id: string) => rates.get(id) ?? 0
  const { variants } = pageOf(ids, world.controlShare, spans)
  const best = Math.max(...variants.map(row => (row.chance_to_be_best === null ? 0 : rateOf(row.id))))
  return variants.flatMap(row => {
    const said: Said[] = []
    const { id, chance_to_be_best: toBeBest, chance_to_beat_control: toBeat } = row
    if (toBeBest !== null) said.push({ what: 'best', chance: toBeBest, isTrue: rateOf(id) === best })
    if (toBeat !== null)
      said.push({ what: 'beats control', chance: toBeat, isTrue: rateOf(id) > rateOf(CONTROL) })
    return said
  })
}
