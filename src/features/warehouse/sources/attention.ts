import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { loadFigures, NO_FIGURES } from './figures-store.ts'
import { healthOf } from './health.ts'
import { listSources } from './source-store.ts'

/** The health of all sources of an organisation, for the home page. */
export async function sourcesForHome(db: Database, { id: orgId }: Pick<Org, 'id'>, now: Date) {
  const sources = await listSources(db, orgId)
  if (sources.length === 0) return []
  const figures = await loadFigures(
    db,
    orgId,
    sources.map(({ id }) => id),
  )
  return sources.map(source => {
    const own = figures.get(source.id) ?? NO_FIGURES
    return {
      ...{ slug: `warehouse/${source.id}`, name: source.name, lastAt: own.lastEventAt },
      ...healthOf(source, own, now),
    }
  })
}
