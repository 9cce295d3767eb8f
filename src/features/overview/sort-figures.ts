import { VERDICTS } from '../../core/inference/verdict.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadSnapshots } from './snapshot-store.ts'

/** The figures of all time by which lists of templates are sorted, by template id. */
export async function loadSortFigures(db: Database, orgId: number) {
  const rows = await loadSnapshots(db, orgId, 'all')
  return new Map(
    rows.map(({ id, figures, countedAt }) => [
      id,
      {
        messages: figures?.messages ?? null,
        lift: figures?.lift.relative ?? null,
        verdict: figures ? VERDICTS.length - VERDICTS.indexOf(figures.verdict) : null,
        report: countedAt?.getTime() ?? null,
      },
    ]),
  )
}
