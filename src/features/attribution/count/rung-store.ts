import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { DAY_MS, HOUR_MS } from '../../../lib/duration.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import type { SendFinding } from '../send.ts'
import type { RungChange } from './rung-changes.ts'

// The newest hours of each rung of a template. The caller's transaction holds the organisation's lock.

/** Adds to the rungs of templates. */
export async function addRungs(
  session: Session,
  orgId: number,
  changes: readonly RungChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-rungs',
    text: `insert into template_rungs as known (org_id, ${CHANGES.columns}) select $1, * from ${CHANGES.sql}
           on conflict (org_id, template_id, rung, hour) do update set
             count = known.count + excluded.count, last_at = greatest(known.last_at, excluded.last_at)`,
    values: [orgId, ...CHANGES.values(changes)],
  })
}

const CHANGES = rows<RungChange>({
  template_id: ['text', ({ templateId }) => templateId],
  rung: ['text', ({ rung }) => rung],
  hour: ['timestamptz', ({ hour }) => hour],
  count: ['bigint', ({ count }) => count],
  last_at: ['timestamptz', ({ lastAt }) => lastAt],
})

/** Notes the templates of which a message was recognised by its tracking id. */
export async function noteTraced(
  session: Session,
  orgId: number,
  events: readonly StoredEvent[],
  findings: ReadonlyMap<string, SendFinding>,
): Promise<void> {
  const newest = new Map<string, Date>()
  for (const { id, at } of events) {
    const { matchedBy, send } = findings.get(id) ?? {}
    if (!send?.counted || (matchedBy !== 'tracking-id' && matchedBy !== 'decision')) continue
    if (at > (newest.get(send.templateId) ?? new Date(0))) newest.set(send.templateId, at)
  }
  if (newest.size === 0) return
  await session.query({
    name: 'rungs-note-traced',
    text: `insert into template_rungs as known (org_id, rung, count, ${TRACED.columns}) select $1, 'traced', 1, * from ${TRACED.sql}
           on conflict (org_id, template_id, rung, hour) do update set last_at = greatest(known.last_at, excluded.last_at)`,
    values: [orgId, ...TRACED.values([...newest])],
  })
}

const TRACED = rows<readonly [templateId: string, at: Date]>({
  template_id: ['text', ([id]) => id],
  hour: ['timestamptz', ([, at]) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)],
  last_at: ['timestamptz', ([, at]) => at],
})

const KEPT_MS = 3 * DAY_MS

/** Deletes hours that nobody asks for: old ones, but the newest of each rung. */
export async function forgetRungs(db: Database, now: Date): Promise<void> {
  await db.query({
    text: `delete from template_rungs old where hour < $1 and exists (
             select from template_rungs newer
             where (newer.org_id, newer.template_id, newer.rung) = (old.org_id, old.template_id, old.rung)
               and newer.hour > old.hour and newer.count > 0)`,
    values: [new Date(now.getTime() - KEPT_MS)],
  })
}
