import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { timeScale } from './time-axis.ts'

export interface BandPoint {
  readonly atMs: number
  readonly relative: number | null
  readonly interval: readonly [number, number] | null
  readonly maturingShare: number
}

export interface Size {
  readonly width: number
  readonly height: number
  /** The space beside the plot. */
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const USUAL = [-0.2, 0.3] as const

/** From −20 to +30 % unless the newest interval needs more; earlier extremes are cut. In steps of 10 %. */
export function bandDomain(points: readonly BandPoint[]): readonly [number, number] {
  const newest = points.findLast(({ interval }) => interval !== null)?.interval ?? USUAL
  const tens = (value: number, round: (of: number) => number) => round(Number((value * 10).toFixed(6))) / 10
  return [Math.min(USUAL[0], tens(newest[0], Math.floor)), Math.max(USUAL[1], tens(newest[1], Math.ceil))]
}

/** The band of a lift over time, in pixels. @param points oldest first, at least two */
export function bandOf(points: readonly BandPoint[], size: Size) {
  const domain = bandDomain(points)
  const first = points[0]?.atMs ?? 0
  const last = points.at(-1)?.atMs ?? 1
  const x = timeScale(first, last, [size.left, size.width - size.right])
  const y = scaleLinear()
    .domain(domain)
    .range([size.height - size.bottom, size.top])
    .clamp(true)
  const known = points.flatMap(({ atMs, relative, interval }) =>
    interval === null || relative === null ? [] : [{ atMs, relative, low: interval[0], high: interval[1] }],
  )
  type Known = (typeof known)[number]
  const at = ({ atMs }: Known) => x(atMs)
  const maturing = points.find(({ maturingShare }) => maturingShare > 0)
  return {
    domain,
    first,
    last,
    band:
      area<Known>()
        .x(at)
        .y0(({ low }) => y(low))
        .y1(({ high }) => y(high))([...known]) ?? '',
    middle:
      line<Known>()
        .x(at)
        .y(({ relative }) => y(relative))([...known]) ?? '',
    xs: points.map(({ atMs }) => x(atMs)),
    y: (value: number) => y(value),
    ticks: y.ticks(6).map(value => ({ value, y: y(value) })),
    isCut: known.some(({ low, high }) => low < domain[0] || high > domain[1]),
    maturesFrom: maturing === undefined ? null : x(maturing.atMs),
  }
}
