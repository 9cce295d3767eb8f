import { drawBeta } from '../stats/draw/draw-beta.ts'
import { drawNormal } from '../stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../stats/draw/random.ts'
import type { Kind } from './alpha.ts'
import { type Group, varianceOf } from './lift.ts'
import { priorOf } from './shrink.ts'

// Enough for two digits of a probability. Many variants share one budget, because a person waits for the answer.
const DRAWS_MAX = 10_000
const DRAWS_MIN = 500
const DRAWS_IN_ALL = 100_000

export interface Contender extends Group {
  readonly id: string
  /** Whether the variant may be called the best. */
  readonly mayWin: boolean
}

export interface ChancesInput {
  readonly kind: Kind
  readonly better: 'higher' | 'lower'
  /** Variants without messages are left out: there is no data about them. */
  readonly contenders: readonly Contender[]
  /** The group to compare with; without messages there is no such probability. */
  readonly control: Group
  /** Seeds the random numbers: the same sums and seed always give the same answer. */
  readonly seed: string
}

export interface Chances {
  readonly toBeatControl: ReadonlyMap<string, number>
  /** Sums to one over the variants that may win. */
  readonly toBeBest: ReadonlyMap<string, number>
  /**
   * The possible gain from continuing: the 95th percentile of the best variant's lead over the present leader, as a
   * share of the leader (Scott, "Multi-armed bandit experiments in the online service economy", 2015, "value
   * remaining"). Null if fewer than two variants may win.
   */
  readonly valueRemaining: number | null
}

/**
 * Posterior probabilities, by draws. A posterior depends only on the data, not on the time of a look or the
 * division of traffic. The shared prior prevents one of many variants from winning by luck.
 */
export function chancesOf({ kind, better, contenders, control, seed }: ChancesInput): Chances {
  const tried = contenders.filter(({ messages }) => messages > 0).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const draws = Math.max(DRAWS_MIN, Math.min(DRAWS_MAX, Math.floor(DRAWS_IN_ALL / (tried.length + 1))))
  const drawerOf = kind === 'rate' ? rateDrawer([...tried, control]) : amountDrawer([...tried, control])
  const sign = better === 'higher' ? 1 : -1
  const columnOf = (group: Group, name: string): Float64Array => {
    const random = createRandom('results', seed, name)
    const draw = drawerOf(group)
    return Float64Array.from({ length: draws }, () => sign * draw(random))
  }
  const columns = tried.map(contender => columnOf(contender, contender.id))
  const controls = control.messages > 0 ? columnOf(control, 'control') : undefined
  const finalists = tried.flatMap(({ id, mayWin }, at) =>
    mayWin ? [{ id, column: columns[at] ?? NONE }] : [],
  )
  return {
    toBeatControl: new Map(
      controls ? tried.map(({ id }, at) => [id, shareAbove(columns[at] ?? NONE, controls)]) : [],
    ),
    toBeBest: sharesOfWins(finalists, draws),
    valueRemaining: finalists.length > 1 ? valueRemaining(finalists, draws) : null,
  }
}

/** The probability that the first group is better than the second. */
export function chanceBetter(
  treatment: Group,
  control: Group,
  { kind, better, seed }: Pick<ChancesInput, 'kind' | 'better' | 'seed'>,
): number {
  const contenders = [{ ...treatment, id: 'treatment', mayWin: true }]
  return chancesOf({ kind, better, contenders, control, seed }).toBeatControl.get('treatment') ?? 0.5
}

type Drawer = (group: Group) => (random: Random) => number

/** Beta with the prior's mean and spread (its weight in messages is m0 = mean (1 - mean) / variance - 1). */
function rateDrawer(groups: readonly Group[]): Drawer {
  const { mean, variance } = priorOf(groups, rate => rate * (1 - rate))
  const total = groups.reduce((sum, { messages }) => sum + messages, 0)
  // Avoids a rate of exactly 0 or 1: half a success and half a failure are added.
  const centre = (mean * total + 0.5) / (total + 1)
  const worth = Math.max(1, variance > 0 ? (centre * (1 - centre)) / variance - 1 : 1)
  return ({ messages, total: successes }) => {
    const alpha = centre * worth + Math.min(successes, messages)
    const beta = (1 - centre) * worth + Math.max(0, messages - successes)
    return random => drawBeta(alpha, beta, random)
  }
}

/**
 * Normal with the variance of a message over all groups, because a variant without orders has no variance of its
 * own.
 */
function amountDrawer(groups: readonly Group[]): Drawer {
  const sum = (of: (group: Group) => number) => groups.reduce((all, group) => all + of(group), 0)
  const pooled = {
    messages: sum(group => group.messages),
    total: sum(group => group.total),
    squares: sum(group => group.squares),
  }
  // If all messages have the same value, any spread works: nothing else differs.
  const noise = varianceOf(pooled) || 1
  const prior = priorOf(groups, () => noise)
  const precision = prior.variance > 0 ? 1 / prior.variance : 1 / noise
  return ({ messages, total }) => {
    const certainty = precision + messages / noise
    const mean = (prior.mean * precision + total / noise) / certainty
    const deviation = 1 / Math.sqrt(certainty)
    return random => mean + deviation * drawNormal(random)
  }
}

const NONE = new Float64Array()

interface Finalist {
  readonly id: string
  /** Draws, higher is better. */
  readonly column: Float64Array
}

function shareAbove(column: Float64Array, other: Float64Array): number {
  let above = 0
  for (let row = 0; row < column.length; row++) if ((column[row] ?? 0) > (other[row] ?? 0)) above++
  return above / column.length
}

function sharesOfWins(finalists: readonly Finalist[], draws: number): ReadonlyMap<string, number> {
  const wins = new Map(finalists.map(({ id }) => [id, 0]))
  for (let row = 0; row < draws; row++) {
    const winner = bestOf(finalists, row)
    if (winner) wins.set(winner.id, (wins.get(winner.id) ?? 0) + 1)
  }
  return new Map([...wins].map(([id, won]) => [id, won / draws]))
}

/** The earlier of two equal draws wins, so the order is always the same. */
function bestOf(finalists: readonly Finalist[], row: number): Finalist | undefined {
  let best: Finalist | undefined
  for (const finalist of finalists)
    if (best === undefined || (finalist.column[row] ?? 0) > (best.column[row] ?? 0)) best = finalist
  return best
}

function valueRemaining(finalists: readonly Finalist[], draws: number): number {
  const meanOf = ({ column }: Finalist) => column.reduce((sum, value) => sum + value, 0)
  const leader = finalists.reduce((best, finalist) => (meanOf(finalist) > meanOf(best) ? finalist : best))
  const gains = Float64Array.from({ length: draws }, (_, row) => {
    const own = leader.column[row] ?? 0
    const best = bestOf(finalists, row)?.column[row] ?? own
    return own === 0 ? 0 : (best - own) / Math.abs(own)
  }).sort()
  return gains[Math.floor(0.95 * (draws - 1))] ?? 0
}
