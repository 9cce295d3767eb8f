import { scaleLinear } from 'd3-scale'
import type { Size } from './lift-band.ts'
import { timeScale } from './time-axis.ts'

export interface ShareStep {
  readonly atMs: number
  /** Shares by series id; they sum to at most one. */
  readonly shares: Readonly<Record<string, number>>
}

export interface StackedSeries {
  readonly id: string
  /** The area, and its upper edge. Both run along steps: nothing is smoothed. */
  readonly area: string
  readonly edge: string
  /** The middle of the newest step, for the label; and its share. */
  readonly labelY: number
  readonly share: number
}

/**
 * Stacked steps, the first series at the bottom.
 * @param steps oldest first; each holds until the next, the last until `untilMs`
 */
export function stackSteps(steps: readonly ShareStep[], ids: readonly string[], untilMs: number, size: Size) {
  const fromMs = steps[0]?.atMs ?? untilMs - 1
  const x = timeScale(fromMs, untilMs, [size.left, size.width - size.right])
  const y = scaleLinear()
    .domain([0, 1])
    .range([size.height - size.bottom, size.top])
  const ends = [...steps.slice(1).map(({ atMs }) => atMs), untilMs]
  const round = (value: number) => Math.round(value * 100) / 100
  const series = ids.map((id, place): StackedSeries => {
    const below = ids.slice(0, place)
    const baseOf = ({ shares }: ShareStep) => below.reduce((sum, other) => sum + (shares[other] ?? 0), 0)
    const topOf = (step: ShareStep) => baseOf(step) + (step.shares[id] ?? 0)
    const along = (of: (step: ShareStep) => number) =>
      steps.map((step, at) => `V${round(y(of(step)))}H${round(x(ends[at] ?? untilMs))}`).join('')
    const back = steps
      .map((step, at) => `V${round(y(baseOf(step)))}H${round(x(steps[at]?.atMs ?? fromMs))}`)
      .toReversed()
      .join('')
    const newest = steps.at(-1)
    const start = steps[0] ? round(y(topOf(steps[0]))) : round(y(0))
    const edge = `M${round(x(fromMs))} ${start}${along(topOf)}`
    return {
      ...{ id, edge, area: `${edge}${back}Z` },
      labelY: newest ? y((baseOf(newest) + topOf(newest)) / 2) : y(0),
      share: newest?.shares[id] ?? 0,
    }
  })
  return { series, xs: steps.map(({ atMs }) => x(atMs)), x: (ms: number) => x(ms), fromMs, untilMs }
}
