import type { Results } from '../../../../src/features/results/schema.ts'
import { momentInWords } from '../time.ts'

type Timed = Pick<Results['variants'][number], 'compared' | 'estimate_since'>
interface Read {
  readonly variants: readonly Timed[]
}

/** Estimates that begin within this time are over the same days: sums are kept by stretches of six hours. */
const TOGETHER_MS = 6 * 3_600_000

const sinceOf = ({ compared, estimate_since }: Timed): string | null => compared?.since ?? estimate_since

const isLater = (at: string, than: string): boolean => Date.parse(at) - Date.parse(than) >= TOGETHER_MS

/** The beginning of the longest estimate; undefined without any. */
const earliestOf = (all: readonly (string | null)[]): string | undefined =>
  all.flatMap(at => at ?? []).toSorted()[0]

/** Under the table: what the estimates are, and over which time. @param zone IANA name */
export function estimatesInWords({ variants }: Read, zone: string): string {
  const what = 'Estimate: the mean if every message had had that wording.'
  const shared = earliestOf(variants.map(({ compared }) => compared?.since ?? null))
  const first = earliestOf(variants.map(({ estimate_since }) => estimate_since))
  return shared !== undefined && first !== undefined && isLater(shared, first)
    ? `${what} They are compared over the time since the last of them began, ${momentInWords(shared, zone, 'day')}.`
    : what
}

/** Beside an estimate over other days than the rest: that it is no comparison. Null if it is over the same. */
export function ownTimeInWords(wording: Timed, { variants }: Read, zone: string): string | null {
  const since = sinceOf(wording)
  if (since === null) return null
  const isOfOthers = wording.compared === null && variants.some(({ compared }) => compared !== null)
  const earliest = earliestOf(variants.map(sinceOf))
  if (!isOfOthers && (earliest === undefined || !isLater(since, earliest))) return null
  return `over its own days, from ${momentInWords(since, zone, 'day')}: no comparison`
}
