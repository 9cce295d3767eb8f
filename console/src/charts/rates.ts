import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Size } from './lift-band.ts'
import { timeScale } from './time-axis.ts'

export interface RateSeries {
  readonly id: string
  /** A value of few messages is left out: its chance is larger than any difference. */
  readonly points: readonly {
    readonly atMs: number
    readonly value: number | null
    readonly isOfFew?: boolean
  }[]
}

const drawn = ({ value, isOfFew = false }: RateSeries['points'][number]): number | null =>
  isOfFew ? null : value

/** Lines of values over time, from zero up. Where a value is missing, the line breaks. */
export function rateLines(series: readonly RateSeries[], size: Size) {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ atMs }) => atMs)))].sort(
    (a, b) => a - b,
  )
  const values = series.flatMap(({ points }) => points.flatMap(point => drawn(point) ?? []))
  const x = timeScale(times[0] ?? 0, times.at(-1) ?? 1, [size.left, size.width - size.right])
  const y = scaleLinear()
    .domain([0, Math.max(1e-6, ...values)])
    .nice(5)
    .range([size.height - size.bottom, size.top])
  type Point = RateSeries['points'][number]
  const path = line<Point>()
    .defined(point => drawn(point) !== null)
    .x(({ atMs }) => x(atMs))
    .y(({ value }) => y(value ?? 0))
  return {
    times,
    xs: times.map(atMs => x(atMs)),
    ticks: y.ticks(5).map(value => ({ value, y: y(value) })),
    lines: series.map(({ id, points }) => {
      const last = points.findLast(point => drawn(point) !== null)
      return {
        id,
        path: path([...points]) ?? '',
        end: last ? { x: x(last.atMs), y: y(last.value ?? 0) } : null,
      }
    }),
  }
}

/** A small line without an axis, from zero up: 24 hours of a count. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const most = Math.max(1e-9, ...values.flatMap(value => value ?? []))
  const x = scaleLinear()
    .domain([0, Math.max(1, values.length - 1)])
    .range([2, width - 2])
  const y = scaleLinear()
    .domain([0, most])
    .range([height - 2, 2])
  const path = line<number | null>()
    .defined(value => value !== null)
    .x((_, at) => x(at))
    .y(value => y(value ?? 0))
  return path([...values]) ?? ''
}
