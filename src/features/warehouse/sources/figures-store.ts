import type { Session } from '../../../runtime/db/session.ts'
import type { StoredRun } from './run.ts'

/** What the partitions and the runs of a source say. */
export interface Figures {
  readonly rows: number
  readonly loaded: number
  readonly held: number
  readonly waiting: number
  readonly firstEventAt: Date | null
  readonly lastEventAt: Date | null
  /** The newest day of which everything was read. */
  readonly lastDay: string | null
  readonly lastSuccessAt: Date | null
  readonly lastRun: StoredRun | null
  /** When its credentials end; null if they do not. */
  readonly expiresAt: Date | null
}

export const NO_FIGURES: Figures = {
  ...{ rows: 0, loaded: 0, held: 0, waiting: 0, firstEventAt: null, lastEventAt: null, lastDay: null },
  ...{ lastSuccessAt: null, lastRun: null, expiresAt: null },
}

/** By the id of the source. */
export async function loadFigures(
  session: Session,
  orgId: number,
  sourceIds: readonly string[],
): Promise<ReadonlyMap<string, Figures>> {
  const figures = await session.query<Figures & { readonly id: string }>({
    text: `select s.id, coalesce(p.rows, 0)::float8 as rows, coalesce(p.loaded, 0)::int as loaded,
             coalesce(p.held, 0)::int as held, coalesce(p.waiting, 0)::int as waiting,
             p.first_event_at as "firstEventAt", p.last_event_at as "lastEventAt", p.last_day as "lastDay",
             (select ended_at from warehouse_runs r where (r.org_id, r.source_id) = ($1, s.id) and r.state = 'finished'
              order by r.id desc limit 1) as "lastSuccessAt",
             (select to_jsonb(r) from warehouse_runs r where (r.org_id, r.source_id) = ($1, s.id)
              order by r.id desc limit 1) as "lastRun",
             case when s.connection->'credentials'->>'type' = 'activation_link'
               then (select expires_at from warehouse_shares h where (h.org_id, h.source_id) = ($1, s.id))
               else (s.connection->>'expires_at')::timestamptz end as "expiresAt"
           from warehouse_sources s left join lateral (
             select sum(rows) as rows, count(loaded_at) as loaded,
               count(*) filter (where held_reason is not null and decision is null) as held, count(waiting_reason) as waiting,
               min(first_event_at) as first_event_at, max(last_event_at) as last_event_at,
               max(substring(name from '^event_date=(\\d{4}-\\d\\d-\\d\\d)$'))
                 filter (where loaded_at is not null and held_reason is null and waiting_reason is null) as last_day
             from warehouse_partitions p where (p.org_id, p.source_id) = ($1, s.id)
           ) p on true
           where s.org_id = $1 and s.id = any($2)`,
    values: [orgId, sourceIds],
  })
  return new Map(figures.map(({ id, ...rest }) => [id, { ...rest, lastRun: withMoments(rest.lastRun) }]))
}

/** A row that came as JSON has its moments as texts. */
const withMoments = (run: StoredRun | null): StoredRun | null =>
  run && {
    ...run,
    ...{ queued_at: new Date(run.queued_at), started_at: run.started_at && new Date(run.started_at) },
    ...{ ended_at: run.ended_at && new Date(run.ended_at), leased_until: new Date(run.leased_until) },
  }
