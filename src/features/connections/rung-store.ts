import { RUNGS, type Rung } from '../../core/measure/rung.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { firstIdOf } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'

/** What Parley knows about one rung of a template. */
export interface Reached {
  /** Null if it was never reached. */
  readonly lastAt: Date | null
  /** Messages of the last 24 hours, in whole hours. */
  readonly count24h: number
}

/** A rung of the ladder: the request for the copy, and what was reported. */
export type LadderRung = 'asked' | Rung

/** The rungs of a template. Reads a few rows of sums, however many messages there are. */
export async function loadRungs(
  db: Database,
  orgId: number,
  templateId: string,
  now: Date,
): Promise<ReadonlyMap<LadderRung, Reached>> {
  const since = new Date(now.getTime() - DAY_MS)
  const reported = await db.query<{ rung: Rung; lastAt: Date | null; count: number }>({
    name: 'rungs-load',
    text: `select rung, newest.last_at as "lastAt", coalesce(day.count, 0)::bigint as count
           from unnest($3::text[]) as wanted (rung)
           left join lateral (
             select last_at from template_rungs known
             where org_id = $1 and template_id = $2 and known.rung = wanted.rung and count > 0 order by hour desc limit 1) newest on true
           left join lateral (
             select sum(count) as count from template_rungs known
             where org_id = $1 and template_id = $2 and known.rung = wanted.rung and hour > $4) day on true`,
    values: [orgId, templateId, `{${RUNGS.join(',')}}`, since],
  })
  const asked = await loadAsked(db, orgId, templateId, since)
  return new Map<LadderRung, Reached>([
    ['asked', asked],
    ...reported.map(({ rung, lastAt, count }) => [rung, { lastAt, count24h: count }] as const),
  ])
}

async function loadAsked(db: Database, orgId: number, templateId: string, since: Date): Promise<Reached> {
  const [row] = await db.query<{ hour: Date | null; count: number }>({
    name: 'rungs-asked',
    // The newest hours of each variant and arm: the index has them in this order.
    text: `select max(hour) as hour, coalesce(sum(decisions) filter (where hour > $3), 0)::bigint as count
           from (select id from variants where org_id = $1 and template_id = $2) variant
           cross join unnest(array['control', 'treatment', 'fallback']) as arms (arm)
           cross join lateral (
             select hour, decisions from variant_counts
             where org_id = $1 and template_id = $2 and variant_id = variant.id and variant_counts.arm = arms.arm and decisions > 0
             order by hour desc limit 25) newest`,
    values: [orgId, templateId, since],
  })
  const { hour = null, count = 0 } = row ?? {}
  if (hour === null) return { lastAt: null, count24h: 0 }
  return { lastAt: (await newestDecision(db, orgId, templateId, hour)) ?? hour, count24h: count }
}

/** So many of the organisation's newest choices are looked through. */
const LOOKED_MAX = 1_000

/** The time of the newest choice since an hour; undefined if other templates made too many choices since. */
async function newestDecision(
  db: Database,
  orgId: number,
  templateId: string,
  hour: Date,
): Promise<Date | undefined> {
  const [row] = await db.query<{ at: Date | null }>({
    name: 'rungs-newest-decision',
    text: `select max(decided_at) as at from (
             select template_id, decided_at, counted from decisions
             where org_id = $1 and id >= $3 and decided_at >= $4 order by id desc limit ${LOOKED_MAX}) newest
           where template_id = $2 and counted`,
    values: [orgId, templateId, firstIdOf(hour), hour],
  })
  return row?.at ?? undefined
}

/** By type of event: when an event of the platform was last read as such. */
export async function loadSeenTypes(
  db: Database,
  orgId: number,
  platform: string,
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.query<{ type: string; lastSeen: Date }>({
    name: 'platform-seen-types',
    text: `select read_as as type, max(last_seen) as "lastSeen" from event_names
           where org_id = $1 and platform = $2 and read_as is not null and count > 0 group by 1`,
    values: [orgId, platform],
  })
  return new Map(rows.map(({ type, lastSeen }) => [type, lastSeen]))
}
