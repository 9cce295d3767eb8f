import { timeOfId } from '../../lib/id.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import { ADDING_COHORTS, COHORTS_IN_ORDER, sumsOfWeights } from '../../runtime/db/cohort-sql.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Decision, Kept } from './decision.ts'
import { type Kind, sortByKind } from './group-decisions.ts'

// So many requests of one message, in several processes or over a long time: its decision is never withdrawn.
const CLAIMS_MAX = 8
const FOR_GOOD = '00000000-0000-0000-0000-000000000000'

/**
 * One statement, one round trip, one commit. The upsert on `message_keys` always returns the
 * decision that holds, also when another process commits the same key at the same moment.
 * What decisions have in common is sent and counted once: see `kinds.ts`. PostgreSQL runs the last part first, so rows of
 * `variant_counts` are locked before those of `cohort_counts`, as attribution does it.
 */
const STORE = `
  with kinds as (
    select * from unnest($1::int[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::bool[], $7::text[], $8::float8[], $9::bigint[],
      $10::jsonb[], $11::text[], $12::uuid[], $13::bool[], $14::timestamptz[], $27::float8[])
      as kinds (kind, org_id, template_id, variant_id, arm, counted, reason, propensity, model_version, windows, cell, table_id, is_even, starts_at, epsilon)
  ), given as (
    select * from unnest($15::int[], $16::int[], $17::uuid[], $18::timestamptz[], $19::text[], $20::text[], $21::text[], $22::jsonb[], $23::smallint[],
      $24::text[], $25::timestamptz[])
      as given (kind, org_id, id, decided_at, user_key, email, tracking_id, attrs, table_row, key, expires_at)
  ), keyed as (
    insert into message_keys as known (org_id, key, decision_id, expires_at)
    select org_id, key, id, coalesce(expires_at, 'infinity') from given where key is not null order by org_id, key
    on conflict (org_id, key) do update set
      decision_id = case when known.expires_at <= $26 then excluded.decision_id else known.decision_id end,
      expires_at = case when known.expires_at <= $26 then excluded.expires_at else known.expires_at end,
      claims = case when known.expires_at <= $26 then null
        when cardinality(known.claims) < ${CLAIMS_MAX} then known.claims || excluded.decision_id
        when known.claims is null then array[known.decision_id, excluded.decision_id]
        else '{${FOR_GOOD}}' end
    returning org_id, key, decision_id
  ), fresh as (
    select given.* from given left join keyed using (org_id, key) where given.key is null or keyed.decision_id = given.id
  ), stored as (
    insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
      propensity, model_version, user_key, email, tracking_id, attrs, windows, cell, table_id, table_row, epsilon)
    select org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
      propensity, model_version, user_key, email, tracking_id, attrs, windows, cell, table_id, table_row, epsilon
    from fresh join kinds using (kind, org_id)
  ), sums as (
    select kinds.*, decisions from (select kind, count(*) as decisions from fresh group by kind) as totals join kinds using (kind)
    where counted and variant_id is not null
  ), cohorts as (
    insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
      count, inverse, inverse_root, inverse_square)
    select org_id, template_id, variant_id, arm, cell, is_even, starts_at, 5 as minutes, 'decision' as measure, 0 as age,
      sum(decisions)::bigint, ${sumsOfWeights('propensity', 'decisions')}
    from sums where arm <> 'fallback' group by 1, 2, 3, 4, 5, 6, 7
    order by ${COHORTS_IN_ORDER} ${ADDING_COHORTS}
  ), counted as (
    insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, decisions)
    select org_id, template_id, variant_id, arm, date_trunc('hour', starts_at, 'UTC') as hour, sum(decisions)
    from sums group by 1, 2, 3, 4, 5
    order by org_id, template_id collate "C", variant_id, arm collate "C", 5
    on conflict (org_id, template_id, variant_id, arm, hour) do update set decisions = sums.decisions + excluded.decisions
  )
  select given.id, keyed.decision_id from given join keyed using (org_id, key) where keyed.decision_id <> given.id`

type Value = Parameters<typeof arrayLiteral>[0][number]

/**
 * Stores decisions that do not share a message key, with their counts.
 * @returns for each the decision that holds: itself, or the earlier one of the same message
 */
export async function store(db: Database, decisions: readonly Decision[]): Promise<readonly Kept[]> {
  const [kinds, kindOf] = sortByKind(decisions)
  const common = (of: (kind: Kind, place: number) => Value) => arrayLiteral(kinds.map(of))
  const each = (of: (decision: Decision) => Value) => arrayLiteral(decisions.map(of))
  const iso = isoTexts()
  const earlier = await db.query<{ id: string; decision_id: string }>({
    name: 'ledger-store',
    text: STORE,
    values: [
      common((_, place) => place),
      common(({ first }) => first.orgId),
      common(({ first }) => first.templateId),
      common(({ first }) => first.variantId),
      common(({ first }) => first.arm),
      common(({ first }) => first.counted),
      common(({ first }) => first.reason),
      common(({ first }) => first.propensity),
      common(({ first }) => first.modelVersion),
      common(({ first }) => first.windows),
      common(({ first }) => first.cell),
      common(({ first }) => first.table?.id ?? null),
      common(kind => kind.isEven),
      common(({ startsAtMs }) => new Date(startsAtMs).toISOString()),
      arrayLiteral(kindOf),
      each(decision => decision.orgId),
      each(decision => decision.id),
      each(decision => iso(decision.decidedAt)),
      each(decision => decision.userKey),
      each(decision => decision.email),
      each(decision => decision.trackingId),
      each(decision => decision.attrs),
      each(decision => decision.tableRow),
      each(decision => decision.messageKey),
      each(decision => decision.keyExpiresAt?.toISOString() ?? null),
      decisions[0]?.decidedAt,
      common(({ first }) => first.epsilon),
    ],
  })
  if (earlier.length === 0) return decisions
  const orgOf = new Map(decisions.map(({ id, orgId }) => [id, orgId]))
  const held = await load(
    db,
    earlier.map(row => ({ orgId: orgOf.get(row.id), id: row.decision_id })),
  )
  const holderOf = new Map(earlier.map(row => [row.id, held.get(row.decision_id)]))
  return decisions.map(decision => holderOf.get(decision.id) ?? decision)
}

/** Writes moments. Those of a batch are few, and V8 takes a microsecond to write one. */
function isoTexts(): (moment: Date) => string {
  let lastMs = Number.NaN
  let lastText = ''
  return moment => {
    const ms = moment.getTime()
    if (ms !== lastMs) lastText = moment.toISOString()
    lastMs = ms
    return lastText
  }
}

/** An id carries the moment of its decision, which names the partition to look in. */
async function load(
  db: Database,
  keys: readonly { orgId: number | undefined; id: string }[],
): Promise<ReadonlyMap<string, Kept>> {
  const rows = await db.query<Kept>({
    name: 'ledger-load',
    text: `select id, variant_id as "variantId", arm, reason, propensity, model_version as "modelVersion"
           from decisions join unnest($1::int[], $2::uuid[], $3::timestamptz[]) as wanted (org_id, id, decided_at) using (org_id, id, decided_at)`,
    values: [keys.map(key => key.orgId), keys.map(key => key.id), keys.map(key => timeOfId(key.id))],
  })
  return new Map(rows.map(row => [row.id, row]))
}
