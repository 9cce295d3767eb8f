import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'

export interface Place {
  readonly org: Org
  readonly template: Template
}

export interface Allocation {
  readonly orgId: number
  readonly templateId: string
  readonly version: number
  /** By variant id. */
  readonly shares: ReadonlyMap<string, number>
}

/** By organisation id, when a report of any platform was last stored. */
export async function loadLastHeard(db: Database): Promise<ReadonlyMap<number, Date>> {
  const rows = await db.query<{ orgId: number; at: Date }>({
    name: 'policy-last-heard',
    text: `select org_id as "orgId", max(last_received_at) as at from platform_health where last_received_at is not null group by 1`,
  })
  return new Map(rows.map(({ orgId, at }) => [orgId, at]))
}

/** By organisation id and template id, joined with a bar. */
export async function loadVersions(
  db: Database,
  places: readonly Place[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ key: string; version: number }>({
    name: 'policy-versions',
    text: `select org_id || '|' || template_id as key, version
           from count_versions join unnest($1::int[], $2::text[]) as wanted (org_id, template_id) using (org_id, template_id)`,
    values: [places.map(({ org }) => org.id), places.map(({ template }) => template.id)],
  })
  return new Map(rows.map(({ key, version }) => [key, version]))
}

/** Adds to the history of how traffic was divided. Several processes may report the same version. */
export async function saveAllocations(db: Database, allocations: readonly Allocation[]): Promise<void> {
  if (allocations.length === 0) return
  await db.query({
    name: 'policy-allocations',
    text: `insert into allocations (org_id, template_id, version, computed_at, weights)
           select org_id, template_id, version, now(), weights
           from unnest($1::int[], $2::text[], $3::bigint[], $4::jsonb[]) as given (org_id, template_id, version, weights)
           on conflict do nothing`,
    values: [
      allocations.map(({ orgId }) => orgId),
      allocations.map(({ templateId }) => templateId),
      allocations.map(({ version }) => version),
      allocations.map(({ shares }) => JSON.stringify(Object.fromEntries(shares))),
    ],
  })
}
