import type { Imported } from '../../import-files.ts'
import type { RunDay } from '../run-schema.ts'

/** What a run stores of a partition; undefined if it had not changed. */
export function dayOf(imported: Imported): RunDay | undefined {
  const { name, state } = imported
  if (state === 'unchanged' || state === 'known') return undefined
  if (state !== 'loaded')
    return { ...{ name, state, rows: null, added: 0, withdrawn: 0 }, reason: imported.reason }
  const { rows, added, gone } = imported.result
  return { ...{ name, state, rows, added, withdrawn: gone }, reason: null }
}

/** Rows that are no events, or of which ingest could make nothing, by reason. */
export function refusedOf(imported: Imported): readonly (readonly [string, number])[] {
  if (imported.state !== 'loaded') return []
  return [
    ...imported.result.files.flatMap(({ refused }) =>
      refused.map(({ reason, count }) => [reason, count] as const),
    ),
    ...[...imported.applied].filter(([outcome]) => NOT_UNDERSTOOD.has(outcome)),
  ]
}

const NOT_UNDERSTOOD = new Set(['unreadable', 'rejected', 'failed'])
