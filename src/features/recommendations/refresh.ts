import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Catalog } from '../../runtime/catalog/live.ts'
import type { Database } from '../../runtime/db/session.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { type Actions, type Preview, settle } from './decide.ts'
import { findRecommendations, type LoadReport } from './find.ts'
import { reconcile } from './reconcile.ts'
import type { RecommendationView } from './schema.ts'
import { loadPresent, saveChange } from './store.ts'

export interface Recommending {
  readonly db: Database
  readonly catalog: Catalog
  readonly clock: Clock
  readonly loadReport: LoadReport
  readonly actions: Actions
  /** Told after Parley itself has done what a recommendation advises. */
  readonly onApplied: (org: Org, applied: RecommendationView) => Promise<void>
  readonly preview: Preview
}

/** Checks the figures of a template again. It acts only with `learning.auto_archive`, and only by archiving. */
export async function refreshTemplate(
  { db, catalog, clock, loadReport, actions, onApplied }: Recommending,
  org: Org,
  template: Template,
): Promise<void> {
  const now = clock()
  const found = await findRecommendations(db, loadReport, org, template, now)
  const present = await loadPresent(db.kysely, org.id, template.id)
  for (const change of reconcile(present, found))
    await saveChange(db.kysely, org.id, template.id, change, now)
  if (!template.learning.autoArchive) return
  const decided = { status: 'applied', by: 'setting', name: null, note: 'learning.auto_archive' } as const
  for (const { id, kind, status } of await loadPresent(db.kysely, org.id, template.id)) {
    if (kind !== 'archive' || status !== 'open') continue
    const applied = await settle({ db, catalog }, actions, org, id, decided, now).catch(error => {
      // It has been decided in the meantime.
      if (!(error instanceof Problem)) throw error
    })
    if (applied) await onApplied(org, applied)
  }
}

/** Checks every template of every organisation. A failing template does not stop the others. */
export async function refreshAll(recommending: Recommending, log: FastifyBaseLogger): Promise<void> {
  const { db, catalog } = recommending
  for (const { id } of await db.kysely.selectFrom('orgs').select('id').orderBy('id').execute()) {
    const org = await catalog.findById(id)
    for (const template of org?.templates.values() ?? []) {
      if (org === undefined) break
      await refreshTemplate(recommending, org, template).catch(error =>
        log.error({ err: error, org: org.slug, template: template.id }, 'recommendations were not refreshed'),
      )
    }
  }
}
