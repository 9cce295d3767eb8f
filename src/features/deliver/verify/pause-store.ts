import type { Session } from '../../../runtime/db/session.ts'

/** A transport whose messages wait, because the latest call failed in a way that concerns all of them. */
export interface Pause {
  readonly transport: string
  readonly reason: string
  /** Messages that wait; at most `WAITING_MAX`. */
  readonly waiting: number
  readonly triedAgainAt: Date
}

export const WAITING_MAX = 10_000

/** By transport. */
export async function loadPauses(session: Session, orgId: number): Promise<ReadonlyMap<string, Pause>> {
  const paused = await session.query<Pause>({
    name: 'deliver-pauses',
    text: `select l.transport, d.reason, greatest(l.free_at, d.due_at) as "triedAgainAt",
             (select count(*)::int from (
                select 1 from deliveries w where w.org_id = $1 and w.transport = l.transport and w.state = 'queued'
                limit ${WAITING_MAX}) counted) as waiting
           from delivery_lanes l cross join lateral (
             select reason, due_at from deliveries d
             where d.org_id = $1 and d.transport = l.transport and d.state = 'queued' and d.reason is not null
             order by d.due_at limit 1) d
           where l.org_id = $1 and l.failures > 0`,
    values: [orgId],
  })
  return new Map(paused.map(each => [each.transport, each]))
}
