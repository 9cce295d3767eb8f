import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadStale, type Stale, saveSnapshot } from './snapshot-store.ts'

export interface Snapshots {
  readonly db: Database
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly findOrg: (id: number) => Promise<Org | undefined>
  /** The figures of a template for every range. */
  readonly summarise: (org: Org, template: Template) => Promise<unknown>
}

/** Live templates are summarised again after this time: a decision changes no version, and windows close. */
const AGE_MAX_MS = 5 * MINUTE_MS
const IDLE_MS = 5 * SECOND_MS
const BATCH = 10

/** Choices and reports go first: summaries take at most a tenth of the time. */
const restAfter = (tookMs: number): number => Math.min(IDLE_MS, 10 * tookMs)

/**
 * Writes the snapshots of some templates whose counts or configuration changed.
 * @returns the milliseconds until the next round
 */
export async function refreshSnapshots(snapshots: Snapshots): Promise<number> {
  const { db, clock, log } = snapshots
  const startedAt = performance.now()
  const stale = await loadStale(db, new Date(clock().getTime() - AGE_MAX_MS), BATCH)
  for (const each of stale) {
    await refreshOne(snapshots, each).catch(error =>
      log.error({ err: error, template: each.templateId }, 'a template was not summarised'),
    )
    // Requests that wait come between two templates.
    await new Promise<void>(resolve => setImmediate(resolve))
  }
  return stale.length < BATCH ? IDLE_MS : restAfter(performance.now() - startedAt)
}

async function refreshOne({ db, clock, findOrg, summarise }: Snapshots, stale: Stale): Promise<void> {
  const org = await findOrg(stale.orgId)
  const template = org?.templates.get(stale.templateId)
  if (org === undefined || template === undefined) return
  const at = clock()
  const figures = await summarise(org, template)
  await saveSnapshot(db, stale, { configVersion: org.configVersion, at, figures })
}
