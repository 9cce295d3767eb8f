import { normalQuantile } from '../../src/core/stats/normal-quantile.ts'
import { total } from '../../src/lib/total.ts'
import type { Result } from './run.ts'

/** A figure with half the width of its 95 % interval over seeds. */
export interface Figure {
  readonly value: number
  readonly halfWidth: number
}

/**
 * A policy's loss in per cent of another policy's loss in the same worlds: a ratio of sums, whose interval comes from
 * the deviations seed by seed (Cochran, Sampling Techniques, section 6.3).
 */
export function percentOf(losses: readonly number[], base: readonly number[]): Figure {
  const ratio = total(losses) / total(base)
  const rest = losses.map((loss, at) => loss - ratio * (base[at] ?? 0))
  return { value: 100 * ratio, halfWidth: (100 * halfWidthOf(rest) * base.length) / total(base) }
}

/**
 * The difference between two policies' losses, in points: the paired difference in per cent of the loss of `scale`
 * (usually the even split).
 */
export function pointsAbove(
  losses: readonly number[],
  other: readonly number[],
  scale: readonly number[],
): Figure {
  return percentOf(
    losses.map((loss, at) => loss - (other[at] ?? 0)),
    scale,
  )
}

/**
 * A policy's mean loss over all games, each in per cent of an even split, in per cent of the same mean of another
 * policy. Its interval leaves out one seed after another (the jackknife: Efron and Tibshirani, 1993, chapter 11),
 * because every game uses the same seeds.
 */
export function meanPercentOf(results: readonly Result[], own: string, other: string): Figure {
  const lossesOf = ({ losses }: Result, name: string) => losses.get(name) ?? []
  const seeds = Math.min(...results.map(result => lossesOf(result, own).length))
  const meanOf = (name: string, without: number): number => {
    const kept = (values: readonly number[]) => total(values) - (values[without] ?? 0)
    return total(results.map(result => kept(lossesOf(result, name)) / kept(lossesOf(result, 'uniform'))))
  }
  const ratio = (without: number) => (100 * meanOf(own, without)) / meanOf(other, without)
  const partial = Array.from({ length: seeds }, (_, at) => ratio(at))
  const halfWidth = halfWidthOf(partial) * (seeds - 1)
  return { value: ratio(-1), halfWidth }
}

/** Half the width of the 95 % interval of a mean. */
export function halfWidthOf(values: readonly number[]): number {
  const n = values.length
  if (n < 2) return Number.POSITIVE_INFINITY
  const mean = total(values) / n
  const variance = total(values.map(value => (value - mean) ** 2)) / (n - 1)
  return studentQuantile(n - 1) * Math.sqrt(variance / n)
}

/** The 97.5 % quantile of Student's distribution: four terms of Cornish and Fisher (Abramowitz and Stegun 26.7.5). */
function studentQuantile(freedom: number): number {
  const z = normalQuantile(0.975)
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ]
  return terms.reduce((total, term, at) => total + term / freedom ** (at + 1), z)
}

/** One line for each policy, one column for each game: per cent of the loss of `base`, with 95 % intervals. */
export function tableOf(results: readonly Result[], base: string): string {
  const names = [...new Set(results.flatMap(({ losses }) => [...losses.keys()]))]
  const cell = ({ losses }: Result, name: string): string => {
    const [own, reference] = [losses.get(name), losses.get(base)]
    return own && reference ? textOf(percentOf(own, reference)) : ''
  }
  return alignedTable([
    [`% of ${base}`, ...results.map(({ game }) => game)],
    ...names.map(name => [name, ...results.map(result => cell(result, name))]),
  ])
}

export const textOf = ({ value, halfWidth }: Figure, digits = 1): string =>
  `${value.toFixed(digits)} ±${Number.isFinite(halfWidth) ? halfWidth.toFixed(digits) : '?'}`

/** The extra loss of ours against the common baselines, seed by seed, in points of the table above. */
export function differencesOf(results: readonly Result[], own: string): string {
  const cell = ({ losses }: Result, other: string): string => {
    const [mine, theirs, scale] = [losses.get(own), losses.get(other), losses.get('uniform')]
    return mine && theirs && scale ? textOf(pointsAbove(mine, theirs, scale)) : ''
  }
  return alignedTable([
    ['points', ...results.map(({ game }) => game)],
    ...BASELINES.filter(other => results.some(({ losses }) => losses.has(other))).map(other => [
      `${own} - ${other}`,
      ...results.map(result => cell(result, other)),
    ]),
  ])
}

const BASELINES = ['Thompson', 'Thompson + 0.1', "GrowthBook's rule", 'LinTS + 0.1']

/** Pads every column to its widest cell; the first column to the left, the others to the right. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
  return rows.map(line).join('\n')
}
