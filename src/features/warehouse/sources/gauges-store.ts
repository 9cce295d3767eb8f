import { eachOrg } from '../../../runtime/db/by-org/each-org.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import type { SourceFigures } from '../../../runtime/http/source-gauges.ts'

/** More series would cost Prometheus more than they tell. */
const SOURCES_MAX = 1_000

/** The figures of all sources that are not paused, for Prometheus. */
export async function loadSourceFigures(db: Database, now: Date): Promise<readonly SourceFigures[]> {
  const orgs = await db.query<{ orgId: number }>({
    name: 'warehouse-source-orgs',
    text: `select distinct org_id as "orgId" from warehouse_sources where connection is not null and not is_paused
           order by 1 limit ${SOURCES_MAX}`,
  })
  const figures = await eachOrg(db, orgs, (session, orgId) => loadFiguresOf(session, orgId, now))
  return figures.flat().slice(0, SOURCES_MAX)
}

/** Without a schedule no source is late. */
const loadFiguresOf = (session: Session, orgId: number, now: Date): Promise<readonly SourceFigures[]> =>
  session.query({
    name: 'warehouse-source-figures',
    text: `select o.slug as org, s.name as source, extract(epoch from success.ended_at)::float8 as "lastSuccess",
             case when s.schedule is not null then extract(epoch from $1::timestamptz - p.last_event_at)::float8 end as late,
             (select count(*)::int from warehouse_runs r where (r.org_id, r.source_id) = ($2, s.id) and r.state = 'failed'
               and (success.id is null or r.id > success.id)) as "failedRuns", p.held::int as "heldDays"
           from warehouse_sources s join orgs o on o.id = s.org_id
           left join lateral (select id, ended_at from warehouse_runs r
             where (r.org_id, r.source_id) = ($2, s.id) and r.state = 'finished' order by id desc limit 1) success on true
           cross join lateral (select max(last_event_at) as last_event_at,
               count(*) filter (where held_reason is not null and decision is null) as held
             from warehouse_partitions p where (p.org_id, p.source_id) = ($2, s.id)) p
           where s.org_id = $2 and s.connection is not null and not s.is_paused order by s.name limit ${SOURCES_MAX}`,
    values: [now, orgId],
  })
