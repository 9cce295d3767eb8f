export interface Place {
  readonly point: number
  readonly series: number
}

/** Where a key leads on a chart; undefined if it is none of the chart's keys. */
export function movedBy(
  key: string,
  { point, series }: Place,
  points: number,
  all: number,
): Place | undefined {
  const within = (value: number, max: number) => Math.min(Math.max(0, value), Math.max(0, max - 1))
  switch (key) {
    case 'ArrowLeft':
      return { point: within(point - 1, points), series }
    case 'ArrowRight':
      return { point: within(point + 1, points), series }
    case 'ArrowUp':
      return { point, series: within(series - 1, all) }
    case 'ArrowDown':
      return { point, series: within(series + 1, all) }
    case 'Home':
      return { point: 0, series }
    case 'End':
      return { point: within(points - 1, points), series }
    default:
      return undefined
  }
}

/** The place nearest to a pixel. @param xs ascending */
export function nearest(xs: readonly number[], x: number): number {
  let best = 0
  for (const [at, each] of xs.entries()) if (Math.abs(each - x) < Math.abs((xs[best] ?? 0) - x)) best = at
  return best
}
