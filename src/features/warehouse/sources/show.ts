import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { showConnection } from './connections.ts'
import { type Figures, loadFigures, NO_FIGURES } from './figures-store.ts'
import { healthOf } from './health.ts'
import { showRun } from './runs/run.ts'
import type { SourceView } from './schema.ts'
import type { StoredSource } from './source.ts'

/** Sources with their figures, without secrets. */
export async function showSources(
  db: Database,
  { id: orgId }: Pick<Org, 'id'>,
  sources: readonly StoredSource[],
  now: Date,
): Promise<SourceView[]> {
  const figures = await loadFigures(
    db,
    orgId,
    sources.map(({ id }) => id),
  )
  return sources.map(source => showSource(source, figures.get(source.id) ?? NO_FIGURES, now))
}

function showSource(source: StoredSource, figures: Figures, now: Date): SourceView {
  const { id, name, connection, reading, schedule, is_paused, next_run_at, created_at, updated_at } = source
  const { platform, columns, properties, window, scrubbed = false, people = 'plain' } = reading
  const { rows, loaded, held, waiting, lastRun, firstEventAt, lastEventAt, lastDay, lastSuccessAt } = figures
  return {
    ...{ id, name, platform, columns, window, scrubbed, people, schedule, paused: is_paused },
    properties: properties === 'all' ? properties : [...properties],
    connection: showConnection(connection),
    counts: { rows, loaded, held, waiting },
    health: {
      ...healthOf(source, figures, now),
      first_event_at: firstEventAt?.toISOString() ?? null,
      last_event_at: lastEventAt?.toISOString() ?? null,
      late_seconds: lastEventAt && Math.round((now.getTime() - lastEventAt.getTime()) / 1000),
      last_day: lastDay,
      last_success_at: lastSuccessAt?.toISOString() ?? null,
      credentials_expire_at: figures.expiresAt?.toISOString() ?? null,
      next_run_at: is_paused ? null : (next_run_at?.toISOString() ?? null),
      last_run: lastRun && showRun(lastRun),
    },
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}
