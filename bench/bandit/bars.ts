import type { InferenceRow } from './inference.ts'
import { alignedTable, type Figure, meanPercentOf, pointsAbove, textOf } from './report.ts'
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

interface MeanBar {
  readonly worlds: string
  readonly pattern: RegExp
  readonly own: string
  readonly against: string
  readonly atMost: number
  readonly excuse?: string
}

/** Means over several worlds, against what others publish. */
const MEANS: readonly MeanBar[] = [
  { worlds: 'delayed worlds', pattern: /^(E5|E12)/, own: 'ours', against: 'Thompson + 0.1', atMost: 40 },
  {
    worlds: 'delayed worlds and blasts',
    pattern: /^(E5|E6|E12)/,
    own: 'ours',
    against: 'Thompson + 0.1',
    atMost: 40,
    excuse:
      'a blast of 100,000 is over before there is enough to learn from; rules that are told its truth do no better',
  },
  { worlds: 'contextual worlds', pattern: /^(E8|E9)/, own: 'contextual', against: 'LinTS + 0.1', atMost: 60 },
]

export function meanBars(results: readonly Result[]): readonly Bar[] {
  return MEANS.flatMap(({ worlds, pattern, own, against, atMost, excuse }) => {
    const played = results.filter(
      ({ game, losses }) => pattern.test(game) && losses.has(against) && losses.has(own),
    )
    if (played.length === 0) return []
    const figure = meanPercentOf(played, own, against)
    const what = `${own}, % of ${against}, mean of ${played.length} ${worlds}`
    return [{ what, figure, atMost, ...(excuse !== undefined && { excuse }) }]
  })
}

/** Where the reference expects ours to lose to plain Thompson sampling, and why. */
const EXCUSES: Readonly<Record<string, string>> = {
  'E7 swap': 'a sharpened belief takes longer to be turned round; half_life_days is for such templates',
}

/** No world may be worse than under the plain rule, by more than chance explains. */
export function worldBars(results: readonly Result[], own: string): readonly Bar[] {
  return results.flatMap(result => {
    const bar = differenceBar(result, own, 'Thompson')
    const excuse = EXCUSES[result.game]
    return bar ? [excuse === undefined ? bar : { ...bar, excuse }] : []
  })
}

/** Real headlines: better than each of the published rules. */
export const realBars = (results: readonly Result[], own: string): readonly Bar[] =>
  results.flatMap(result =>
    ['Thompson', 'Thompson + 0.1', "GrowthBook's rule"].flatMap(
      other => differenceBar(result, own, other) ?? [],
    ),
  )

function differenceBar({ game, losses }: Result, own: string, other: string): Bar | undefined {
  const [mine, theirs, scale] = [losses.get(own), losses.get(other), losses.get('uniform')]
  if (!mine || !theirs || !scale) return undefined
  return { what: `${game}: ${own} - ${other}, points`, figure: pointsAbove(mine, theirs, scale), atMost: 0 }
}

/**
 * What may be concluded must hold, however often it is looked at: of every kind of bar the world that comes nearest to
 * missing it. In per cent; a bias in standard errors.
 */
export function inferenceBars(rows: readonly InferenceRow[]): readonly Bar[] {
  const nothing = rows.filter(({ world }) => world.startsWith('A/A'))
  return [
    worstOf('false alarms', nothing, 5, ({ sequenceAlarms }) => 100 * sequenceAlarms),
    worstOf('false alarms of the lift', nothing, 5, ({ ratioAlarms }) => 100 * ratioAlarms),
    worstOf('false alarms of the split', rows, 1, ({ shareAlarms }) => 100 * shareAlarms),
    worstOf('intervals that ever miss the truth', rows, 5, ({ alwaysHeld }) => 100 * (1 - alwaysHeld)),
    ...biasBar(rows),
  ].flat()
}

function worstOf(
  what: string,
  rows: readonly InferenceRow[],
  atMost: number,
  percentOf: (row: InferenceRow) => number,
): readonly Bar[] {
  const row = largest(rows, percentOf)
  if (!row) return []
  // As wide as it is for the share that is just allowed.
  const halfWidth = 1.96 * Math.sqrt((atMost * (100 - atMost)) / row.lives)
  return [{ what: `E11, ${row.world}: ${what}, %`, figure: { value: percentOf(row), halfWidth }, atMost }]
}

function biasBar(rows: readonly InferenceRow[]): readonly Bar[] {
  const row = largest(rows, ({ bias }) => bias)
  if (!row) return []
  const figure = { value: row.bias, halfWidth: 1.96 / Math.sqrt(row.lives) }
  return [{ what: `E11, ${row.world}: bias of a variant, standard errors`, figure, atMost: 0.1 }]
}

const largest = (
  rows: readonly InferenceRow[],
  of: (row: InferenceRow) => number,
): InferenceRow | undefined => rows.toSorted((a, b) => of(b) - of(a))[0]

export const describeBars = (bars: readonly Bar[]): string =>
  alignedTable([
    ['bar', 'is', 'at most', 'verdict'],
    ...bars.map(bar => {
      const verdict = verdictOf(bar)
      return [
        bar.what,
        textOf(bar.figure, bar.atMost > 0 && bar.atMost < 1 ? 3 : 1),
        String(bar.atMost),
        verdict === 'excused' ? `${verdict}: ${bar.excuse}` : verdict,
      ]
    }),
  ])
