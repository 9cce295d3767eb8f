import type { Database } from '../../runtime/db/session.ts'
import type { Figures } from './schema.ts'

export interface Stale {
  readonly orgId: number
  readonly templateId: string
  /** The version of counts that the snapshot will contain at least. */
  readonly version: number
}

/**
 * The templates whose counts or configuration changed since their snapshot, the oldest first. Live templates are
 * summarised again after a while in any case: decisions and closing windows have no version.
 */
export const loadStale = (db: Database, before: Date, limit: number): Promise<readonly Stale[]> =>
  db.query({
    name: 'overview-stale',
    text: `select t.org_id as "orgId", t.id as "templateId", coalesce(v.version, 0) as version
           from templates t join orgs o on o.id = t.org_id
           left join count_versions v on (v.org_id, v.template_id) = (t.org_id, t.id)
           left join template_snapshots s on (s.org_id, s.template_id) = (t.org_id, t.id)
           where s.template_id is null or s.version < coalesce(v.version, 0) or s.config_version < o.config_version
             or (t.status = 'active' and s.computed_at < $1)
           order by s.computed_at nulls first, t.org_id, t.id limit $2`,
    values: [before, limit],
  })

/** An older snapshot of another process does not replace a newer one. */
export async function saveSnapshot(
  db: Database,
  { orgId, templateId, version }: Stale,
  {
    configVersion,
    at,
    figures,
  }: { readonly configVersion: number; readonly at: Date; readonly figures: unknown },
): Promise<void> {
  await db.query({
    name: 'overview-save',
    text: `insert into template_snapshots as known (org_id, template_id, version, config_version, computed_at, figures)
           select $1, $2, $3, $4, $5, $6 from templates where org_id = $1 and id = $2
           on conflict (org_id, template_id) do update set version = excluded.version,
             config_version = excluded.config_version, computed_at = excluded.computed_at, figures = excluded.figures
           where known.computed_at <= excluded.computed_at`,
    values: [orgId, templateId, version, configVersion, at, JSON.stringify(figures)],
  })
}

export interface SnapshotRow {
  readonly id: string
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Null while there is no snapshot. */
  readonly computedAt: Date | null
  readonly isStale: boolean
  readonly figures: (Omit<Figures, 'ahead'> & Partial<Pick<Figures, 'ahead'>>) | null
  readonly leader: { readonly variant_id: string; readonly name: string; readonly traffic: number } | null
  readonly blocked: readonly string[] | null
  /** When its counts last changed. */
  readonly countedAt: Date | null
  readonly recommendations: number
}

/** Every template of an organisation with its figures over a range: one statement, whatever was counted. */
export const loadSnapshots = (db: Database, orgId: number, range: string): Promise<readonly SnapshotRow[]> =>
  db.query({
    name: 'overview-load',
    text: `select t.id, t.created_at as "createdAt", t.updated_at as "updatedAt", s.computed_at as "computedAt",
             coalesce(s.version < v.version, false) as "isStale",
             s.figures #> array['ranges', $2] as figures, nullif(s.figures -> 'leader', 'null'::jsonb) as leader,
             s.figures -> 'blocked' as blocked, v.changed_at as "countedAt", coalesce(r.open, 0) as recommendations
           from templates t
           left join template_snapshots s on (s.org_id, s.template_id) = (t.org_id, t.id)
           left join count_versions v on (v.org_id, v.template_id) = (t.org_id, t.id)
           left join (select template_id, count(*)::int as open from recommendations
                      where org_id = $1 and status = 'open' group by 1) r on r.template_id = t.id
           where t.org_id = $1 order by t.id`,
    values: [orgId, range],
  })

/** The platforms that answer that the stored key is wrong, and since when messages wait for a better one. */
export const loadRejectedKeys = (
  db: Database,
  orgId: number,
): Promise<readonly { readonly platform: string; readonly since: Date }[]> =>
  db.query({
    name: 'overview-rejected-keys',
    text: `select lane.platform, waiting.created_at as since from profile_lanes lane cross join lateral (
             select created_at from profile_writes w
             where (w.org_id, w.platform) = ($1, lane.platform) and w.state = 'waiting' and w.status in (401, 403)
             order by due_at limit 1) waiting
           where lane.org_id = $1 and lane.failures > 0
           union all
           select lane.transport, waiting.created_at from delivery_lanes lane cross join lateral (
             select created_at from deliveries d
             where (d.org_id, d.transport) = ($1, lane.transport) and d.state in ('queued', 'sending') and d.status in (401, 403, 535)
             order by due_at limit 1) waiting
           where lane.org_id = $1 and lane.failures > 0`,
    values: [orgId],
  })

/** The newest open advice. */
export const loadAdvice = (
  db: Database,
  orgId: number,
  limit: number,
): Promise<
  readonly { readonly id: string; readonly templateId: string; readonly reason: string; readonly at: Date }[]
> =>
  db.query({
    name: 'overview-advice',
    text: `select id, template_id as "templateId", reason, created_at as at from recommendations
           where org_id = $1 and status = 'open' order by id desc limit $2`,
    values: [orgId, limit],
  })
