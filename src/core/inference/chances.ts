import type { Kind } from './alpha.ts'
import type { Group } from './lift.ts'
import { type Curve, chanceBelow, curvesOf, sumOver } from './posterior-curves.ts'

export interface Contender extends Group {
  readonly id: string
  /** Whether the variant may be called the best. */
  readonly mayWin: boolean
  /** Whether it is the control group itself. */
  readonly isControl?: boolean
}

export interface ChancesInput {
  readonly kind: Kind
  readonly better: 'higher' | 'lower'
  /** Variants without messages are left out: there is no data about them. */
  readonly contenders: readonly Contender[]
  /** The group to compare with; without messages there is no such probability. */
  readonly control: Group
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
 * Posterior probabilities. A posterior depends only on the data, not on the time of a look or the division of
 * traffic. They are sums over points of the densities instead of shares of random draws: less work, and more exact.
 */
export function chancesOf({ kind, better, contenders, control }: ChancesInput): Chances {
  const tried = contenders.filter(({ messages }) => messages > 0).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const others = tried.filter(({ isControl = false }) => !isControl)
  const { values, curves } = curvesOf([...others, control], kind, better)
  const ofControl = curves.at(-1)
  const known = tried.flatMap(contender => {
    const curve = curves[contender.isControl ? others.length : others.indexOf(contender)]
    return curve ? [{ id: contender.id, mayWin: contender.mayWin, ...curve }] : []
  })
  const finalists = known.filter(({ mayWin }) => mayWin)
  return {
    toBeatControl: new Map(
      ofControl && control.messages > 0
        ? known.map(({ id, mass }) => [id, sumOver(mass, at => ofControl.below[at] ?? 0)])
        : [],
    ),
    toBeBest: sharesOfWins(finalists),
    valueRemaining: finalists.length > 1 ? valueRemaining(finalists, values) : null,
  }
}

/** The probability that the first group is better than the second. */
export function chanceBetter(
  treatment: Group,
  control: Group,
  how: Pick<ChancesInput, 'kind' | 'better'>,
): number {
  const contenders = [{ ...treatment, id: 'treatment', mayWin: true }]
  return chancesOf({ ...how, contenders, control }).toBeatControl.get('treatment') ?? 0.5
}

interface Finalist extends Curve {
  readonly id: string
}

/** The probability that all of them are below, at each point. */
function allBelow(curves: readonly Curve[], length: number): Float64Array {
  const product = new Float64Array(length).fill(1)
  for (const { below } of curves)
    for (let at = 0; at < length; at++) product[at] = (product[at] ?? 0) * (below[at] ?? 0)
  return product
}

function sharesOfWins(finalists: readonly Finalist[]): ReadonlyMap<string, number> {
  const all = allBelow(finalists, finalists[0]?.mass.length ?? 0)
  // Where a finalist has mass, some of it is below: no division by zero.
  const wins = finalists.map(({ id, mass, below }) => ({
    id,
    won: sumOver(mass, at => (all[at] ?? 0) / (below[at] ?? 1)),
  }))
  const total = wins.reduce((sum, { won }) => sum + won, 0)
  return new Map(wins.map(({ id, won }) => [id, won / total]))
}

const LEVEL = 0.95
const ROUNDS = 40

function valueRemaining(finalists: readonly Finalist[], values: Float64Array): number {
  const means = finalists.map(({ mass }) => sumOver(mass, at => values[at] ?? 0))
  const leaderAt = means.indexOf(Math.max(...means))
  const leader = finalists[leaderAt]
  if (leader === undefined) return 0
  const ofRivals = allBelow(finalists.toSpliced(leaderAt, 1), values.length)
  /** Whether no rival leads by more than this share, with enough probability. */
  const isEnough = (gain: number): boolean =>
    sumOver(leader.mass, at => {
      const own = values[at] ?? 0
      return chanceBelow(own + gain * Math.abs(own), values, ofRivals)
    }) >= LEVEL
  if (isEnough(0)) return 0
  let [low, high] = [0, 1]
  for (let round = 0; round < ROUNDS && !isEnough(high); round++) [low, high] = [high, 2 * high]
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}
