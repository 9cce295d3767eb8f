import { AGE_EDGES_MS } from '../../core/measure/cohort.ts'
import { DAY_MS } from '../../lib/duration.ts'

/** How long after their message people respond, from 0 to 1 over all responses known so far. */
export interface DelayCurve {
  readonly responses: number
  readonly points: { readonly days: number; readonly share: number }[]
  /** Days until half, and nine of ten, of the responses; null without any. */
  readonly p50_days: number | null
  readonly p90_days: number | null
}

const POINTS_MAX = 120

/** @param delays by age bucket, youngest first */
export function delayCurve(
  delays: readonly { readonly bucket: number; readonly count: number }[],
): DelayCurve {
  const responses = delays.reduce((sum, { count }) => sum + count, 0)
  let passed = 0
  const all = delays.map(({ bucket, count }) => {
    passed += count
    return { days: endOf(bucket) / DAY_MS, share: passed / responses }
  })
  const first = (share: number) => all.find(point => point.share >= share)?.days ?? null
  const every = Math.max(1, Math.ceil(all.length / POINTS_MAX))
  return {
    responses,
    points: all.filter((_, at) => (all.length - 1 - at) % every === 0),
    p50_days: first(0.5),
    p90_days: first(0.9),
  }
}

/** The end of an age bucket. The last one has none, so its beginning is used. */
const endOf = (bucket: number): number => AGE_EDGES_MS[bucket + 1] ?? AGE_EDGES_MS.at(-1) ?? 0
