import { scaleLinear } from 'd3-scale'

type Interval = readonly [number, number]

const USUAL: Interval = [-0.1, 0.3]
const WIDEST: Interval = [-0.5, 1]
/** An interval that is wider than the axis by this factor says too little for a bar. */
const TOO_WIDE = 2

/** The axis that all rows share: −10 to +30 %, wider in steps of 10 where intervals need it, up to −50 to +100 %. */
export function liftAxis(intervals: readonly (Interval | null)[]): Interval {
  const ends = intervals.flatMap(interval => interval ?? [])
  const low = Math.min(USUAL[0], ...ends)
  const high = Math.max(USUAL[1], ...ends)
  const tens = (value: number, round: (of: number) => number) => round(Number((value * 10).toFixed(6))) / 10
  return [Math.max(WIDEST[0], tens(low, Math.floor)), Math.min(WIDEST[1], tens(high, Math.ceil))]
}

/** The axis that the rates of all wordings share: all their intervals, and a little more. */
export function rateAxis(intervals: readonly (Interval | null)[]): Interval {
  const ends = intervals.flatMap(interval => interval ?? [])
  if (ends.length === 0) return [0, 1]
  const [low = 0, high = 1] = scaleLinear()
    .domain([Math.max(0, Math.min(...ends)), Math.max(...ends)])
    .nice(4)
    .domain()
  return [low, high > low ? high : low + 1]
}

export interface Bar {
  readonly zero: number
  readonly from: number
  readonly to: number
  readonly point: number | null
  /** Whether an end lies off the axis. */
  readonly isCutLow: boolean
  readonly isCutHigh: boolean
}

/**
 * The bar of an interval; null if it is too wide to draw, or lies off the axis.
 * @param same the value that means "no difference"
 */
export function barOf(
  interval: Interval,
  point: number | null,
  axis: Interval,
  width: number,
  same = 0,
): Bar | null {
  const [low, high] = interval
  if (high - low > TOO_WIDE * (axis[1] - axis[0]) || high < axis[0] || low > axis[1]) return null
  const x = scaleLinear()
    .domain(axis)
    .range([6, width - 6])
    .clamp(true)
  return {
    zero: x(same),
    from: x(low),
    to: x(high),
    point: point === null || point < axis[0] || point > axis[1] ? null : x(point),
    isCutLow: low < axis[0],
    isCutHigh: high > axis[1],
  }
}

/** Where the axis says its ends, and the value that means "no difference". */
export const axisPlaces = (axis: Interval, width: number, same = 0) => {
  const x = scaleLinear()
    .domain(axis)
    .range([6, width - 6])
    .clamp(true)
  return { low: x(axis[0]), zero: x(same), high: x(axis[1]) }
}
