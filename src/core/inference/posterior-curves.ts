import type { Kind } from './alpha.ts'
import type { Group } from './lift.ts'
import { type Posterior, posteriorsOf } from './posterior.ts'

/** A posterior over points that all groups share. */
export interface Curve {
  /** The probability at each point; the sum is one. */
  readonly mass: Float64Array
  /** The probability below each point, and half of that at the point itself. */
  readonly below: Float64Array
}

export interface Curves {
  /** The mean that each point stands for, from the worst to the best; negative if less is better. */
  readonly values: Float64Array
  readonly curves: readonly Curve[]
}

export function curvesOf(groups: readonly Group[], kind: Kind, better: 'higher' | 'lower'): Curves {
  const family = posteriorsOf(groups, kind)
  const posteriors = groups.map(group => family.of(group))
  const points = pointsOf(posteriors)
  const bends = points.map(t => family.curve(t))
  const widths = points.map((t, at) => {
    const [before, after] = [at === 0 ? t : points[at - 1], at === points.length - 1 ? t : points[at + 1]]
    return ((after ?? t) - (before ?? t)) / 2
  })
  const isReversed = better === 'lower'
  const values = points.map(t => (isReversed ? -family.valueOf(t) : family.valueOf(t)))
  const curves = posteriors.map(({ slopes: [below, above], weight, centre }) => {
    const lineAt = (t: number) => (t < 0 ? below : above) * t
    const height = lineAt(centre) - weight * family.curve(centre)
    const mass = points.map((t, at) => {
      const logDensity = lineAt(t) - weight * (bends[at] ?? 0) - height
      return logDensity > FAR ? Math.exp(logDensity) * (widths[at] ?? 0) : 0
    })
    return curveOf(isReversed ? mass.reverse() : mass)
  })
  return { values: isReversed ? values.reverse() : values, curves }
}

// The points of each density, so that the narrowest is seen as well as the widest. Many variants share one budget,
// because a person waits for the answer: every density is computed at the points of all.
const POINTS_MAX = 65
const POINTS_MIN = 17
const IN_ALL_MAX = 250_000
/** In standard deviations. */
const REACH = 6
/** The logarithm of a density that is as good as none, compared with the highest. */
const FAR = -50

/** Points in order, spread evenly over each density. */
function pointsOf(posteriors: readonly Posterior[]): Float64Array {
  const wanted = Math.floor(IN_ALL_MAX / posteriors.length ** 2)
  const count = Math.max(POINTS_MIN, Math.min(POINTS_MAX, wanted))
  const points = new Float64Array(count * posteriors.length)
  for (const [place, { centre, deviation }] of posteriors.entries())
    for (let step = 0; step < count; step++)
      points[place * count + step] = centre + REACH * deviation * ((2 * step) / (count - 1) - 1)
  return points.sort()
}

/** @param mass by the trapezoidal rule, up to a factor */
function curveOf(mass: Float64Array): Curve {
  const total = mass.reduce((sum, own) => sum + own, 0)
  const below = new Float64Array(mass.length)
  let sum = 0
  for (let at = 0; at < mass.length; at++) {
    const own = (mass[at] ?? 0) / total
    mass[at] = own
    below[at] = sum + own / 2
    sum += own
  }
  return { mass, below }
}

/** The sum of a function of the points, weighted by their probabilities. */
export function sumOver(mass: Float64Array, of: (at: number) => number): number {
  let sum = 0
  for (let at = 0; at < mass.length; at++) {
    const own = mass[at] ?? 0
    if (own > NEGLIGIBLE) sum += own * of(at)
  }
  return sum
}

const NEGLIGIBLE = 1e-15

/**
 * The probability below a value, between two points by a straight line.
 * @param below the probability below each of the values
 */
export function chanceBelow(value: number, values: Float64Array, below: Float64Array): number {
  let [low, high] = [0, values.length - 1]
  if (value >= (values[high] ?? 0)) return 1
  if (value <= (values[low] ?? 0)) return below[low] ?? 0
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) <= value) low = middle
    else high = middle
  }
  const [from, until] = [values[low] ?? 0, values[high] ?? 0]
  const [first, second] = [below[low] ?? 0, below[high] ?? 0]
  return until > from ? first + ((second - first) * (value - from)) / (until - from) : second
}
