import { groupBy } from '../../lib/group-by.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Reweighting } from '../../runtime/catalog/reweighting.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'

export interface Place {
  readonly org: Org
  readonly template: Template
}

export const TEMPLATES = rows<Place>(
  { template_id: ['text', ({ template }) => template.id] },
  { as: 'wanted' },
)

const PLACES = rows<Place>(
  { org_id: ['int', ({ org }) => org.id], template_id: ['text', ({ template }) => template.id] },
  { first: 1, as: 'wanted' },
)

/** Loads rows with a statement for the templates of each organisation: it asks one node of a distributed database. */
export async function loadByOrg<Wanted extends Place, Row>(
  places: readonly Wanted[],
  load: (orgId: number, own: readonly Wanted[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [orgId, own] of groupBy(places, ({ org }) => org.id)) rows.push(...(await load(orgId, own)))
  return rows
}

export interface Allocation {
  readonly orgId: number
  readonly templateId: string
  readonly version: number
  /** By variant id. */
  readonly shares: ReadonlyMap<string, number>
  /** The share of control among all messages; null if the platform divides them. */
  readonly controlShare: number | null
  readonly configVersion: number
  readonly reason: Reweighting
}

/** The latest stored division of each template, by organisation id and template id, joined with a bar. */
export async function loadLatestShares(
  db: Database,
  places: readonly Place[],
): Promise<ReadonlyMap<string, Pick<Allocation, 'shares' | 'controlShare'>>> {
  const rows = await loadByOrg(places, (orgId, own) =>
    db.query<{ key: string; weights: Record<string, number>; controlShare: number | null }>({
      name: 'policy-latest-shares',
      text: `select $1::int || '|' || wanted.template_id as key, weights, control_share as "controlShare"
             from ${TEMPLATES.sql} cross join lateral (
               select weights, control_share from allocations a where (a.org_id, a.template_id) = ($1, wanted.template_id)
               order by version desc, config_version desc limit 1) latest`,
      values: [orgId, ...TEMPLATES.values(own)],
    }),
  )
  return new Map(
    rows.map(({ key, weights, controlShare }) => [
      key,
      { shares: new Map(Object.entries(weights)), controlShare },
    ]),
  )
}

/** By organisation id, the time of the last stored report from any platform. */
export async function loadLastHeard(db: Database): Promise<ReadonlyMap<number, Date>> {
  const rows = await db.query<{ orgId: number; at: Date }>({
    name: 'policy-last-heard',
    text: `select org_id as "orgId", max(last_received_at) as at from platform_health where last_received_at is not null group by 1`,
  })
  return new Map(rows.map(({ orgId, at }) => [orgId, at]))
}

/** Loads the versions of counts, by organisation id and template id, joined with a bar. */
export async function loadVersions(
  db: Database,
  places: readonly Place[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ key: string; version: number }>({
    name: 'policy-versions',
    text: `select org_id || '|' || template_id as key, version
           from count_versions join ${PLACES.sql} using (org_id, template_id)`,
    values: PLACES.values(places),
  })
  return new Map(rows.map(({ key, version }) => [key, version]))
}

/** Adds to the history of the division of traffic. Several processes may report the same version. */
export async function saveAllocations(
  db: Database,
  allocations: readonly Allocation[],
  now: Date,
): Promise<void> {
  if (allocations.length === 0) return
  await eachOrg(db, allocations, (session, orgId, own) =>
    session.query({
      name: 'policy-allocations',
      text: `insert into allocations (org_id, ${ALLOCATIONS.columns}, computed_at)
             select $1, given.*, $${ALLOCATIONS.next}::timestamptz from ${ALLOCATIONS.sql} on conflict do nothing`,
      values: [orgId, ...ALLOCATIONS.values(own), now],
    }),
  )
}

const ALLOCATIONS = rows<Allocation>({
  template_id: ['text', ({ templateId }) => templateId],
  version: ['bigint', ({ version }) => version],
  config_version: ['bigint', ({ configVersion }) => configVersion],
  control_share: ['float8', ({ controlShare }) => controlShare],
  reason: ['text', ({ reason }) => reason],
  weights: ['jsonb', ({ shares }) => JSON.stringify(Object.fromEntries(shares))],
})
