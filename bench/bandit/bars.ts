import type { InferenceRow } from './inference.ts'
import { type Figure, meanPercentOf, pointsAbove } from './report.ts'
import type { Result } from './run.ts'

/** Something that the benchmark demands. */
export interface Bar {
  readonly what: string
  readonly figure: Figure
  /** What the figure must not exceed. */
  readonly atMost: number
  /** Why it may be missed here, for all to read. */
  readonly excuse?: string
}

/** Certain either way where the interval says so; else by its middle. */
export type Verdict = 'holds' | 'holds, not beyond doubt' | 'not beyond doubt' | 'excused' | 'MISSED'

export function verdictOf({ figure: { value, halfWidth }, atMost, excuse }: Bar): Verdict {
  if (value + halfWidth <= atMost) return 'holds'
  if (value <= atMost) return 'holds, not beyond doubt'
  if (value - halfWidth <= atMost) return 'not beyond doubt'
  return excuse === undefined ? 'MISSED' : 'excused'
}

/** Means over several worlds, against what others publish. */
const MEANS = [
  { worlds: 'delayed worlds', pattern: /^(E5|E6|E12)/, against: 'Thompson + 0.1', atMost: 40 },
  { worlds: 'contextual worlds', pattern: /^(E8|E9)/, against: 'disjoint LinTS + 0.1', atMost: 60 },
] as const

export function meanBars(results: readonly Result[], judged: (result: Result) => string): readonly Bar[] {
  return MEANS.flatMap(({ worlds, pattern, against, atMost }) => {
    const played = results.filter(({ game, losses }) => pattern.test(game) && losses.has(against))
    const own = played[0] && judged(played[0])
    if (own === undefined) return []
    const figure = meanPercentOf(played, own, against)
    return [{ what: `${own}, % of ${against}, mean of ${played.length} ${worlds}`, figure, atMost }]
  })
}

/** Where the reference expects ours to lose to plain Thompson sampling, and why. */
const EXCUSES: Readonly<Record<string, string>> = {
  'E7 swap': 'a sharpened belief takes longer to be turned round; half_life_days is for such templates',
}

/** No world may be worse than under the plain rule, by more than chance explains. */
export function worldBars(results: readonly Result[], judged: (result: Result) => string): readonly Bar[] {
  return results.flatMap(result => {
    const bar = differenceBar(result, judged(result), 'Thompson')
    const excuse = EXCUSES[result.game]
    return bar ? [excuse === undefined ? bar : { ...bar, excuse }] : []
  })
}

/** Real headlines: better than each of the published rules. */
export const realBars = (results: readonly Result[], judged: (result: Result) => string): readonly Bar[] =>
  results.flatMap(result =>
    ['Thompson', 'Thompson + 0.1', "GrowthBook's rule"].flatMap(
      other => differenceBar(result, judged(result), other) ?? [],
    ),
  )

function differenceBar({ game, losses }: Result, own: string, other: string): Bar | undefined {
  const [mine, theirs, scale] = [losses.get(own), losses.get(other), losses.get('uniform')]
  if (!mine || !theirs || !scale) return undefined
  return { what: `${game}: ${own} - ${other}, points`, figure: pointsAbove(mine, theirs, scale), atMost: 0 }
}

/** What may be concluded must hold, however often it is looked at. In per cent, and standard errors for a bias. */
export function inferenceBars(rows: readonly InferenceRow[]): readonly Bar[] {
  return rows.flatMap(({ world, lives, ...row }) => {
    const share = (what: string, value: number, atMost: number): Bar => ({
      what: `${world}: ${what}, %`,
      figure: {
        value: 100 * value,
        halfWidth: 196 * Math.sqrt(((atMost / 100) * (1 - atMost / 100)) / lives),
      },
      atMost,
    })
    const bias: Bar = {
      what: `${world}: bias of a variant, standard errors`,
      figure: { value: row.bias, halfWidth: 1.96 / Math.sqrt(lives) },
      atMost: 0.1,
    }
    const alarms = world.startsWith('A/A')
      ? [share('false alarms', row.sequenceAlarms, 5), share('false alarms of the lift', row.ratioAlarms, 5)]
      : []
    return [
      ...alarms,
      share('false alarms of the split', row.shareAlarms, 1),
      share('intervals that ever miss the truth', 1 - row.alwaysHeld, 5),
      bias,
    ]
  })
}
