import { SPAN_MINUTES } from '../../core/measure/spans.ts'
import { timeOfId } from '../../lib/id.ts'
import { lockOrg } from '../../runtime/db/by-org/org-lock.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import {
  ADDING_COHORTS,
  COHORT_SUMS,
  COHORTS_IN_ORDER,
  fineSpan,
  isEven,
  sumsOfWeights,
} from '../../runtime/db/sql/cohort-sql.ts'
import { addingPeople, monthOf, personBucket } from '../../runtime/db/sql/person-bucket-sql.ts'
import type { Decision } from './decision.ts'

/**
 * The claim of a request on the decision of its message, with the id of the decision that the request would have made.
 */
export type Claim = Pick<Decision, 'orgId' | 'messageKey' | 'id' | 'decidedAt'>

/**
 * Releases claims. A decision without any claim is deleted, with its message key and from every figure, unless events
 * about it are stored. A second run changes nothing.
 */
export async function withdraw(db: Database, orgId: number, claims: readonly Claim[]): Promise<void> {
  await db.transaction(async session => {
    // The lock keeps ingest from storing events of these decisions meanwhile.
    await lockOrg(session, orgId)
    const keyed = claims.filter(({ messageKey }) => messageKey !== null)
    const alone = claims.filter(({ messageKey }) => messageKey === null).map(({ id }) => id)
    await remove(session, orgId, [...alone, ...(await release(session, orgId, keyed))])
  })
}

const CLAIMS = rows<Claim>({ key: ['text', ({ messageKey }) => messageKey], claim: ['uuid', ({ id }) => id] })

// The ledger locks rows in the same order.
const RELEASE = `
  with given as (
    select * from ${CLAIMS.sql}
  ), held as (
    select key, coalesce(claims, array[decision_id]) as claims from message_keys known
    where org_id = $1 and key = any($2::text[])
      and not exists (select from messages m where m.org_id = $1 and m.decision_id = known.decision_id)
    order by org_id, key for update
  )
  update message_keys known set claims = array(
    select claim from unnest(held.claims) as claim
    where not exists (select from given where given.key = held.key and given.claim = claim.claim))
  from held where known.org_id = $1 and known.key = held.key`

/** @returns the decisions without any claim */
async function release(
  session: Session,
  orgId: number,
  claims: readonly Claim[],
): Promise<readonly string[]> {
  if (claims.length === 0) return []
  const keys = claims.map(({ messageKey }) => messageKey)
  await session.query({
    name: 'ledger-release',
    text: RELEASE,
    values: [orgId, ...CLAIMS.values(claims)],
  })
  const freed = await session.query<{ id: string }>({
    name: 'ledger-release-keys',
    text: `delete from message_keys where org_id = $1 and key = any($2) and claims = '{}' returning decision_id as id`,
    values: [orgId, keys],
  })
  return freed.map(({ id }) => id)
}

const DECISIONS = rows<string>({ id: ['uuid', id => id], decided_at: ['timestamptz', timeOfId] })

// Undoes the counts of the ledger's statement, which explains the order.
const REMOVE = `
  with gone as (
    delete from decisions d using ${DECISIONS.sql}
    where d.org_id = $1 and d.id = given.id and d.decided_at = given.decided_at
      and not exists (select from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at))
    returning d.org_id, d.template_id, d.variant_id, d.arm, d.cell, d.propensity, d.decided_at, ${isEven('d')} as is_even, d.counted, d.id, ${personBucket('d')} as person_bucket
  ), sums as (
    select * from gone where counted and variant_id is not null
  ), looked as (
    select sums.org_id, template_id, 'decision' as measure, arm, ${monthOf('sums.decided_at')} as month, person_bucket, -1 as change
    from sums join decided_pairs place on place.org_id = $1 and sums.id <= place.id where arm <> 'fallback'
  ), people as (
    ${addingPeople('looked')}
  ), cohorts as (
    insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
      ${COHORT_SUMS.join(', ')})
    select org_id, template_id, variant_id, arm, cell, is_even, ${fineSpan('decided_at')} as starts_at, ${SPAN_MINUTES.fine} as minutes, 'decision' as measure, 0 as age,
      -count(*), ${sumsOfWeights('propensity', '-1')}
    from sums where arm <> 'fallback' group by 1, 2, 3, 4, 5, 6, 7
    order by ${COHORTS_IN_ORDER} ${ADDING_COHORTS}
  )
  insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, decisions)
  select org_id, template_id, variant_id, arm, date_trunc('hour', decided_at, 'UTC') as hour, -count(*)
  from sums group by 1, 2, 3, 4, 5
  order by org_id, template_id collate "C", variant_id, arm collate "C", 5
  on conflict (org_id, template_id, variant_id, arm, hour) do update set decisions = sums.decisions + excluded.decisions`

async function remove(session: Session, orgId: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await markDays(session, orgId, ids.map(timeOfId))
  await session.query({ name: 'ledger-remove', text: REMOVE, values: [orgId, ...DECISIONS.values(ids)] })
}
