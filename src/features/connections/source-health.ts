import { findPlatform } from '../../core/platforms/index.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Health, healthOf } from './health.ts'
import { loadHistories } from './health-store.ts'

export interface SourceHealth extends Health {
  readonly slug: string
  readonly name: string
  /** When it last called; null if never. */
  readonly lastAt: Date | null
}

/** The health of all platforms that ever called an organisation. */
export async function sourcesOf(db: Database, orgId: number, now: Date): Promise<readonly SourceHealth[]> {
  const histories = await loadHistories(db, orgId, now)
  return [...histories].map(([slug, history]) => {
    const name = findPlatform(slug)?.name ?? slug
    return { slug, name, lastAt: history.lastReceivedAt, ...healthOf(name, history, now) }
  })
}
