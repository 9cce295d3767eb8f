import { arrayLiteral } from '../db/array-literal.ts'
import { ADDING_COHORTS, COHORTS_IN_ORDER, fineSpan, isEven, sumsOfWeights } from '../db/cohort-sql.ts'
import type { Database } from '../db/db.ts'
import { createBatcher } from '../lib/batcher.ts'
import { timeOfId } from '../lib/id.ts'
import { createRecent } from '../lib/recent.ts'
import type { Arm } from './decide.ts'
import type { Reason } from './schema.ts'

/** A choice as it is kept. */
export interface Decision {
  readonly id: string
  readonly orgId: number
  readonly decidedAt: Date
  readonly templateId: string
  readonly variantId: string | null
  readonly arm: Arm
  /** False for previews: answered, and never part of any figure. */
  readonly counted: boolean
  readonly reason: Reason
  readonly propensity: number
  readonly modelVersion: number
  /** The user id, else the address. */
  readonly userKey: string | null
  readonly email: string | null
  readonly trackingId: string | null
  /** JSON text. */
  readonly attrs: string
  /** JSON text, null when the template's own windows hold. */
  readonly windows: string | null
  readonly messageKey: string | null
  readonly keyExpiresAt: Date | null
  /** See `cellOf`; '' without a policy that looks at attributes. */
  readonly cell: string
  /** The table that the choice was looked up in; null when no policy was asked. */
  readonly tableId: string | null
  /** Which row of it; null with a table: the even share. */
  readonly tableRow: number | null
}

/** What a repeated request needs to know of the first one's decision. */
export type Kept = Pick<Decision, 'id' | 'variantId' | 'arm' | 'reason' | 'propensity' | 'modelVersion'>

export interface Ledger {
  /**
   * Stores a decision, unless its message key already has one.
   * @returns the decision that holds: this one, or the earlier one of the same message
   */
  record(decision: Decision): Promise<Kept>
  /** Takes a decision out of every figure, when its answer never left. */
  discount(decision: Kept & Pick<Decision, 'orgId' | 'decidedAt'>): Promise<void>
  drain(): Promise<void>
}

const BATCH_MAX = 512
const RECENT_MAX = 5_000

export function openLedger(db: Database): Ledger {
  const batcher = createBatcher<Decision, Kept>(decisions => store(db, decisions), BATCH_MAX)
  // One key at a time within this process: a batch must not meet the same key twice.
  const underway = new Map<string, Promise<Kept>>()
  const recent = createRecent<{ readonly kept: Kept; readonly expiresAt: number }>(RECENT_MAX)

  function remember(
    key: string,
    { id, variantId, arm, reason, propensity, modelVersion }: Kept,
    expiresAt: Date | null,
  ): void {
    const kept = { id, variantId, arm, reason, propensity, modelVersion }
    recent.set(key, { kept, expiresAt: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY })
  }

  return {
    record(decision) {
      if (decision.messageKey === null) return batcher.add(decision)
      const key = `${decision.orgId}|${decision.messageKey}`
      const known = recent.get(key)
      if (known && known.expiresAt > decision.decidedAt.getTime()) return Promise.resolve(known.kept)
      const pending = underway.get(key)
      if (pending) return pending
      const recording = batcher.add(decision).then(
        kept => {
          underway.delete(key)
          remember(key, kept, decision.keyExpiresAt)
          return kept
        },
        error => {
          underway.delete(key)
          throw error
        },
      )
      underway.set(key, recording)
      return recording
    },
    async discount({ id, orgId, decidedAt }) {
      await db.transaction(async session => {
        const rows = await session.query<{ template_id: string; variant_id: string; arm: string }>({
          text: `update decisions set counted = false where org_id = $1 and id = $2 and decided_at = $3 and counted and variant_id is not null
                 returning template_id, variant_id, arm`,
          values: [orgId, id, decidedAt],
        })
        for (const { template_id, variant_id, arm } of rows) {
          await session.query({
            text: `update variant_counts set decisions = decisions - 1
                   where org_id = $1 and template_id = $2 and variant_id = $3 and arm = $4 and hour = date_trunc('hour', $5::timestamptz, 'UTC')`,
            values: [orgId, template_id, variant_id, arm, decidedAt],
          })
          await session.query({ text: DISCOUNT, values: [orgId, id, decidedAt] })
        }
      })
    },
    drain: batcher.drain,
  }
}

/**
 * One statement, one round trip, one commit. The upsert on `message_keys` always returns the
 * decision that holds, also when another process commits the same key at the same moment. PostgreSQL
 * runs the last part first, so rows of `variant_counts` are locked before those of `cohort_counts`, as
 * attribution does it.
 */
const STORE = `
  with given as (
    select * from unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::bool[], $8::text[],
      $9::float8[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::jsonb[], $16::text[], $17::timestamptz[],
      $19::text[], $20::uuid[], $21::smallint[])
      as given (org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
        propensity, model_version, user_key, email, tracking_id, attrs, windows, key, expires_at, cell, table_id, table_row)
  ), keyed as (
    insert into message_keys as known (org_id, key, decision_id, expires_at)
    select org_id, key, id, coalesce(expires_at, 'infinity') from given where key is not null order by org_id, key
    on conflict (org_id, key) do update set
      decision_id = case when known.expires_at <= $18 then excluded.decision_id else known.decision_id end,
      expires_at = case when known.expires_at <= $18 then excluded.expires_at else known.expires_at end
    returning org_id, key, decision_id
  ), fresh as (
    select given.* from given left join keyed using (org_id, key) where given.key is null or keyed.decision_id = given.id
  ), stored as (
    insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
      propensity, model_version, user_key, email, tracking_id, attrs, windows, cell, table_id, table_row)
    select org_id, id, decided_at, template_id, variant_id, arm, counted, reason,
      propensity, model_version, user_key, email, tracking_id, attrs, windows, cell, table_id, table_row from fresh
  ), cohorts as (
    insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
      count, inverse, inverse_root, inverse_square)
    select org_id, template_id, variant_id, arm, cell, ${isEven('fresh')} as is_even, ${fineSpan('decided_at')} as starts_at,
      5 as minutes, 'decision' as measure, 0 as age, count(*), ${sumsOfWeights('propensity')}
    from fresh where counted and variant_id is not null and arm <> 'fallback' group by 1, 2, 3, 4, 5, 6, 7
    order by ${COHORTS_IN_ORDER} ${ADDING_COHORTS}
  ), counted as (
    insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, decisions)
    select org_id, template_id, variant_id, arm, date_trunc('hour', decided_at, 'UTC') as hour, count(*)
    from fresh where counted and variant_id is not null group by 1, 2, 3, 4, 5
    order by org_id, template_id collate "C", variant_id, arm collate "C", 5
    on conflict (org_id, template_id, variant_id, arm, hour) do update set decisions = sums.decisions + excluded.decisions
  )
  select given.id, keyed.decision_id from given join keyed using (org_id, key) where keyed.decision_id <> given.id`

/** Takes one decision out of the counts by time, as it was put in. */
const DISCOUNT = `
  with gone as (
    select org_id, template_id, variant_id, arm, cell, ${isEven('d')} as is_even, ${fineSpan('decided_at')} as starts_at, ${sumsOfWeights('propensity')}
    from decisions d where org_id = $1 and id = $2 and decided_at = $3 and arm <> 'fallback' group by 1, 2, 3, 4, 5, 6, 7)
  update cohort_counts sums set count = sums.count - 1, inverse = sums.inverse - gone.inverse,
    inverse_root = sums.inverse_root - gone.inverse_root, inverse_square = sums.inverse_square - gone.inverse_square
  from gone where sums.minutes = 5 and sums.measure = 'decision' and sums.age = 0
    and (sums.org_id, sums.template_id, sums.variant_id, sums.arm, sums.cell, sums.is_even, sums.starts_at)
      = (gone.org_id, gone.template_id, gone.variant_id, gone.arm, gone.cell, gone.is_even, gone.starts_at)`

async function store(db: Database, decisions: readonly Decision[]): Promise<readonly Kept[]> {
  const column = (name: Exclude<keyof Decision, 'decidedAt' | 'keyExpiresAt'>) =>
    arrayLiteral(decisions.map(decision => decision[name]))
  const moments = (name: 'decidedAt' | 'keyExpiresAt') =>
    arrayLiteral(decisions.map(decision => decision[name]?.toISOString() ?? null))
  const earlier = await db.query<{ id: string; decision_id: string }>({
    name: 'ledger-store',
    text: STORE,
    values: [
      column('orgId'),
      column('id'),
      moments('decidedAt'),
      column('templateId'),
      column('variantId'),
      column('arm'),
      column('counted'),
      column('reason'),
      column('propensity'),
      column('modelVersion'),
      column('userKey'),
      column('email'),
      column('trackingId'),
      column('attrs'),
      column('windows'),
      column('messageKey'),
      moments('keyExpiresAt'),
      decisions[0]?.decidedAt,
      column('cell'),
      column('tableId'),
      column('tableRow'),
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
