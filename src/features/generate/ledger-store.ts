import { SPAN_MINUTES } from '../../core/measure/spans.ts'
import { timeOfId } from '../../lib/id.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import {
  ADDING_COHORTS,
  COHORT_SUMS,
  COHORTS_IN_ORDER,
  sumsOfWeights,
} from '../../runtime/db/sql/cohort-sql.ts'
import { addingPeople, monthOf, personBucket } from '../../runtime/db/sql/person-bucket-sql.ts'
import type { Decision, Kept } from './decision.ts'
import { type Kind, sortByKind } from './group-decisions.ts'

// A message with this many requests, from several processes or over a long time, keeps its decision for good.
const CLAIMS_MAX = 8
const FOR_GOOD = '00000000-0000-0000-0000-000000000000'

// The common fields of a group of decisions.
const KINDS = rows<Kind>(
  {
    kind: ['int', (_, place) => place],
    template_id: ['text', ({ first }) => first.templateId],
    variant_id: ['uuid', ({ first }) => first.variantId],
    arm: ['text', ({ first }) => first.arm],
    counted: ['bool', ({ first }) => first.counted],
    reason: ['text', ({ first }) => first.reason],
    propensity: ['float8', ({ first }) => first.propensity],
    model_version: ['bigint', ({ first }) => first.modelVersion],
    windows: ['jsonb', ({ first }) => first.windows],
    cell: ['text', ({ first }) => first.cell],
    table_id: ['uuid', ({ first }) => first.table?.id],
    is_even: ['bool', ({ isEven }) => isEven],
    starts_at: ['timestamptz', ({ startsAtMs }) => new Date(startsAtMs)],
    epsilon: ['float8', ({ first }) => first.epsilon],
  },
  { as: 'kinds' },
)

const GIVEN = rows<{ readonly decision: Decision; readonly kind: number | undefined }>(
  {
    kind: ['int', ({ kind }) => kind],
    id: ['uuid', ({ decision }) => decision.id],
    decided_at: ['timestamptz', ({ decision }) => decision.decidedAt],
    user_key: ['text', ({ decision }) => decision.userKey],
    email: ['text', ({ decision }) => decision.email],
    tracking_id: ['text', ({ decision }) => decision.trackingId],
    attrs: ['jsonb', ({ decision }) => decision.attrs],
    table_row: ['smallint', ({ decision }) => decision.tableRow],
    key: ['text', ({ decision }) => decision.messageKey],
    expires_at: ['timestamptz', ({ decision }) => decision.keyExpiresAt],
    person_bucket: ['smallint', ({ decision }) => decision.personBucket],
  },
  { first: KINDS.next },
)

// The rows name it too: a distributed planner does not pass on what only `do update` uses.
const NOW = `$${GIVEN.next}::timestamptz`

/**
 * Stores decisions of one organisation in one statement, one round trip and one commit. The upsert on `message_keys` always returns the
 * decision of the message, even if another process commits the same key at the same moment. Common fields of decisions
 * are sent and counted once, see `group-decisions.ts`. PostgreSQL runs the last part first, so it locks rows of
 * `variant_counts` before those of `cohort_counts`, and those before `person_counts`, as attribution does.
 *
 * Decisions at a place that was looked at already are `late`: their clock is behind that of another process, or went
 * back. Nobody looks there again, so their people are counted at once and their names are noted.
 */
const STORE = `
  with kinds as (
    select * from ${KINDS.sql}
  ), given as (
    select $1::int as org_id, given.* from ${GIVEN.sql}
  ), keyed as (
    insert into message_keys as known (org_id, key, decision_id, expires_at)
    select org_id, key, id, coalesce(expires_at, 'infinity') from given where key is not null and ${NOW} is not null order by key
    on conflict (org_id, key) do update set
      decision_id = case when known.expires_at <= ${NOW} then excluded.decision_id else known.decision_id end,
      expires_at = case when known.expires_at <= ${NOW} then excluded.expires_at else known.expires_at end,
      claims = case when known.expires_at <= ${NOW} then null
        when cardinality(known.claims) < ${CLAIMS_MAX} then known.claims || excluded.decision_id
        when known.claims is null then array[known.decision_id, excluded.decision_id]
        else '{${FOR_GOOD}}' end
    returning key, decision_id
  ), fresh as (
    select given.* from given left join keyed using (key) where given.key is null or keyed.decision_id = given.id
  ), stored as (
    insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
      propensity, model_version, user_key, email, tracking_id, attrs, windows, cell, table_id, table_row, epsilon, person_bucket)
    select org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
      propensity, model_version, user_key, email, tracking_id, attrs, windows, cell, table_id, table_row, epsilon, person_bucket
    from fresh join kinds using (kind)
  ), sums as (
    select $1::int as org_id, kinds.*, decisions from (select kind, count(*) as decisions from fresh group by kind) as totals join kinds using (kind)
    where counted and variant_id is not null
  ), late as (
    select $1::int as org_id, fresh.id, fresh.decided_at, template_id, arm, user_key, email, person_bucket,
      counted and variant_id is not null and arm <> 'fallback' as is_measured
    from fresh join kinds using (kind) join decided_pairs looked on looked.org_id = $1 where fresh.id <= looked.id
  ), late_names as (
    insert into named_later (org_id, decision_id, decided_at)
    select org_id, id, decided_at from late
  ), late_decisions as (
    select org_id, template_id, 'decision' as measure, arm, ${monthOf('decided_at')} as month, ${personBucket('late')} as person_bucket, 1 as change
    from late where is_measured
  ), people as (
    ${addingPeople('late_decisions')}
  ), cohorts as (
    insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
      ${COHORT_SUMS.join(', ')})
    select org_id, template_id, variant_id, arm, cell, is_even, starts_at, ${SPAN_MINUTES.fine} as minutes, 'decision' as measure, 0 as age,
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
  select given.id, keyed.decision_id from given join keyed using (key) where keyed.decision_id <> given.id`

/**
 * Stores decisions with different message keys, and their counts.
 * @returns for each decision the decision of its message: itself, or an earlier one
 */
export async function store(db: Database, decisions: readonly Decision[]): Promise<readonly Kept[]> {
  const now = decisions[0]?.decidedAt
  const holders = await eachOrg(db, decisions, (session, orgId, own) => storeOfOrg(session, orgId, own, now))
  const holderOf = new Map(holders.flat())
  return decisions.map(decision => holderOf.get(decision.id) ?? decision)
}

/** @returns by id, the decisions of messages that had one */
async function storeOfOrg(
  session: Session,
  orgId: number,
  decisions: readonly Decision[],
  now: Date | undefined,
): Promise<readonly (readonly [id: string, holder: Kept | undefined])[]> {
  const [kinds, kindOf] = sortByKind(decisions)
  const earlier = await session.query<{ id: string; decision_id: string }>({
    name: 'ledger-store',
    text: STORE,
    values: [
      orgId,
      ...KINDS.values(kinds),
      ...GIVEN.values(decisions.map((decision, at) => ({ decision, kind: kindOf[at] }))),
      now,
    ],
  })
  if (earlier.length === 0) return []
  const held = await load(
    session,
    orgId,
    earlier.map(row => row.decision_id),
  )
  return earlier.map(row => [row.id, held.get(row.decision_id)])
}

/** The id contains the moment of the decision, which selects the partition. */
const WANTED = rows<string>(
  { id: ['uuid', id => id], decided_at: ['timestamptz', timeOfId] },
  { as: 'wanted' },
)

async function load(
  session: Session,
  orgId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Kept>> {
  const held = await session.query<Kept>({
    name: 'ledger-load',
    text: `select id, variant_id as "variantId", arm, reason, propensity, model_version as "modelVersion",
             user_key as "userKey", email
           from decisions join ${WANTED.sql} using (id, decided_at) where org_id = $1`,
    values: [orgId, ...WANTED.values(ids)],
  })
  return new Map(held.map(row => [row.id, row]))
}
