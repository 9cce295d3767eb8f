import type { Recommendation } from '../../core/inference/recommend.ts'
import type { Kind, Status } from './schema.ts'

/** A stored recommendation, with the fields that a new check of the figures needs. */
export interface Present {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly reason: string
  readonly evidence: Readonly<Record<string, number>>
  readonly status: Status
}

export type Change =
  | { readonly what: 'open'; readonly recommendation: Recommendation }
  /** Stores new figures; the recommendation is open afterwards. */
  | { readonly what: 'renew'; readonly present: Present; readonly recommendation: Recommendation }
  | { readonly what: 'withdraw'; readonly present: Present }

/**
 * The changes after a new check. A recommendation that still holds is open; one that no longer holds is withdrawn.
 * A decided recommendation stays decided until its evidence is materially different, see `isMaterial`.
 */
export function reconcile(present: readonly Present[], found: readonly Recommendation[]): readonly Change[] {
  const known = new Map(present.map(row => [keyOf(row.kind, row.subject), row]))
  const holding = new Set(found.map(({ kind, subject }) => keyOf(kind, subject ?? '')))
  const renewed = found.flatMap((recommendation): readonly Change[] => {
    const row = known.get(keyOf(recommendation.kind, recommendation.subject ?? ''))
    if (row === undefined) return [{ what: 'open', recommendation }]
    const isDue =
      row.status === 'withdrawn' ||
      (row.status === 'open'
        ? row.reason !== recommendation.reason
        : isMaterial(recommendation.kind, row.evidence, recommendation.evidence))
    return isDue ? [{ what: 'renew', present: row, recommendation }] : []
  })
  const gone = present
    .filter(({ status, kind, subject }) => status === 'open' && !holding.has(keyOf(kind, subject)))
    .map((row): Change => ({ what: 'withdraw', present: row }))
  return [...renewed, ...gone]
}

const keyOf = (kind: string, subject: string): string => `${kind}\0${subject}`

/** The figures that each kind depends on. Probabilities are left out: they change by themselves. */
const WEIGHTY: Readonly<Record<Kind, readonly string[]>> = {
  ship: ['messages'],
  archive: ['messages'],
  'add-variants': ['share', 'variants'],
  'too-many-variants': ['variants', 'messages_per_day'],
  'check-tracking': ['messages'],
  drift: ['recent_successes', 'before_successes'],
}

/** Whether a figure that the recommendation depends on has doubled or halved since the decision. */
export function isMaterial(
  kind: Kind,
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): boolean {
  return WEIGHTY[kind].some(name => {
    const [low, high] = [before[name] ?? 0, now[name] ?? 0].sort((a, b) => a - b)
    return low !== undefined && high !== undefined && high > low && high >= 2 * low
  })
}
