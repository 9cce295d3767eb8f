import type { InferenceRow } from './inference.ts'
import { alignedTable, type Figure, meanPercentOf, pointsAbove, textOf } from './report.ts'
import type { Result } from './run.ts'

/** A requirement of the benchmark. */
export interface Bar {
  readonly what: string
  readonly figure: Figure
  /** The maximum of the figure. */
  readonly atMost: number
  /** The published reason why it may be missed here. */
  readonly excuse?: string
}

/** Certain if the whole interval is on one side. Otherwise the middle decides. */
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

/** Means over several worlds, compared with published policies. */
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

/** Worlds in which the reference expects ours to lose to plain Thompson sampling, with the reason. */
const EXCUSES: Readonly<Record<string, string>> = {
  'E7 swap': 'a sharpened belief takes longer to be turned round; half_life_days is for such templates',
}

/** No world may be worse than under plain Thompson sampling, by more than chance explains. */
export function worldBars(results: readonly Result[], own: string): readonly Bar[] {
  return results.flatMap(result => {
    const bar = differenceBar(result, own, 'Thompson')
    const excuse = EXCUSES[result.game]
    return bar ? [excuse === undefined ? bar : { ...bar, excuse }] : []
  })
}

/** Real headlines: better than each of the published policies. */
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
 * The conclusions must hold at any number of looks. For each kind of bar, the world that is closest to missing it. In
 * per cent; a bias in standard errors.
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
  // The width for the share that is just allowed.
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
