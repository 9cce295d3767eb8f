/** What a person should make of a webhook call: it counted, it was kept without counting, or somebody should look. */
export const STANDINGS = ['counted', 'kept', 'attention'] as const
export type Standing = (typeof STANDINGS)[number]

/** The outcome of calls that verification refused. */
export const REFUSED = 'refused'

const ATTENTION: ReadonlySet<string> = new Set(['unreadable', 'rejected', 'failed', 'unconfirmed', REFUSED])

/** @param outcomes of the items of a call; of the call itself if it has none */
export function standingOf(outcomes: readonly string[]): Standing {
  if (outcomes.some(outcome => ATTENTION.has(outcome))) return 'attention'
  return outcomes.includes('counted') ? 'counted' : 'kept'
}
