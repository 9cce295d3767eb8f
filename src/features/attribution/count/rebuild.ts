import { AGE_EDGES_MS } from '../../../core/measure/cohort.ts'
import { SPAN_MINUTES, startOfSpan } from '../../../core/measure/spans.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { NO_VARIANT, type Org } from '../../../runtime/catalog/catalog.ts'
import {
  ADDING_COHORTS,
  COHORTS_IN_ORDER,
  fineSpan,
  isEven,
  sumsOfWeights,
} from '../../../runtime/db/cohort-sql.ts'
import { lockOrg } from '../../../runtime/db/org-lock.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import { EXTERNAL_CONTROL } from '../send.ts'
import * as store from '../store.ts'
import { amountChanges, sumAmounts } from './amount-changes.ts'
import * as amounts from './amount-store.ts'
import { NO_FACTS } from './facts.ts'
import { bumpVersions, recount } from './recount.ts'

const AT_ONCE = 1_000

export interface Rebuilt {
  /** Messages about which something was reported. */
  readonly messages: number
  /** Sums over all time that were not what decisions and messages add up to. */
  readonly corrected: number
}

/**
 * Computes anew what is known of a template's messages and what learning has counted of them, from decisions and from what
 * counts for them. What is so old that its decisions may be forgotten stays as it is. Decisions
 * may go on being made meanwhile; ingest waits, some thousand messages at a time.
 */
export async function rebuildCounts(
  db: Database,
  org: Pick<Org, 'id' | 'retention'>,
  templateId: string,
  now: Date,
): Promise<Rebuilt> {
  const ids = await loadMessageIds(db, org.id, templateId)
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await db.transaction(async session => {
      await lockOrg(session, org.id)
      await recount(session, org.id, await store.loadDecisions(session, org.id, ids.slice(at, at + AT_ONCE)))
    })
  }
  const corrected = await db.transaction(async session => {
    await lockOrg(session, org.id)
    const places = await correctCohorts(session, org.id, templateId, completeSince(org, now))
    await rebuildAmounts(session, org.id, templateId)
    await bumpVersions(session, org.id, [templateId])
    return places
  })
  return { messages: ids.length, corrected }
}

/** The first span of which no decision can have been forgotten. */
function completeSince({ retention }: Pick<Org, 'retention'>, now: Date): Date {
  const kept = now.getTime() - retention.eventsDays * DAY_MS
  return new Date(startOfSpan(kept, SPAN_MINUTES.coarse) + SPAN_MINUTES.coarse * MINUTE_MS)
}

async function loadMessageIds(
  session: Session,
  orgId: number,
  templateId: string,
): Promise<readonly string[]> {
  const rows = await session.query<{ id: string }>({
    text: 'select decision_id as id from messages where org_id = $1 and template_id = $2 order by decided_at, decision_id',
    values: [orgId, templateId],
  })
  return rows.map(({ id }) => id)
}

const PLACE = 'variant_id, arm, cell, is_even, starts_at'
const SUMS = ['count', 'inverse', 'inverse_root', 'inverse_square'] as const

// Adds what is missing, in one statement: so it sees the counts and the decisions of the same moment, and whatever the
// ledger adds meanwhile is in neither.
const CORRECT = `
  with counted as (
    select coalesce(d.variant_id, '${NO_VARIANT}') as variant_id, d.arm, d.cell, ${isEven('d')} as is_even, d.propensity, d.decided_at,
      coalesce(m.sent_at, d.decided_at) as base, m.*
    from decisions d left join lateral (
      select sent_at, opened_at, machine_opened_at, clicked_at, machine_clicked_at, converted_at, unsubscribed_at, complained_at
      from messages m where (m.org_id, m.decision_id, m.decided_at) = (d.org_id, d.id, d.decided_at) offset 0) m on true
    where d.org_id = $1 and d.template_id = $2 and d.counted and d.arm in ('control', 'treatment')
      and (d.variant_id is not null or d.reason = '${EXTERNAL_CONTROL}')
  ), happened as (
    select variant_id, arm, cell, is_even, ${fineSpan('decided_at')} as starts_at, 'decision' as measure, 0 as age, propensity from counted
    union all
    select variant_id, arm, cell, is_even, ${fineSpan('base')}, measure,
      greatest(width_bucket(extract(epoch from moment - base) * 1000, $3::numeric[]) - 1, 0), propensity
    from counted cross join lateral (values ('send', sent_at), ('open', opened_at), ('machine_open', machine_opened_at),
      ('click', clicked_at), ('machine_click', machine_clicked_at), ('conversion', converted_at),
      ('unsubscribe', unsubscribed_at), ('complaint', complained_at)) as seen (measure, moment)
    where moment is not null
  ), sums as (
    select ${PLACE}, ${SPAN_MINUTES.fine} as minutes, measure, age, count(*) as count, ${sumsOfWeights('propensity')}
    from happened where starts_at >= $4 group by ${PLACE}, measure, age
    union all
    select ${PLACE}, minutes, measure, age, ${SUMS.map(name => `-${name}`).join(', ')}
    from cohort_counts where org_id = $1 and template_id = $2 and starts_at >= $4
  ), differences as (
    select $1::int as org_id, $2::text as template_id, ${PLACE}, minutes, measure, age, ${SUMS.map(name => `sum(${name})::bigint as ${name}`).join(', ')}
    from sums group by ${PLACE}, minutes, measure, age having ${SUMS.map(name => `sum(${name}) <> 0`).join(' or ')}
  ), corrected as (
    insert into cohort_counts as sums (org_id, template_id, ${PLACE}, minutes, measure, age, ${SUMS.join(', ')})
    select org_id, template_id, ${PLACE}, minutes, measure, age, ${SUMS.join(', ')} from differences
    order by ${COHORTS_IN_ORDER}, measure collate "C" ${ADDING_COHORTS}
  )
  select count(*) as count from (
    select from differences group by variant_id, arm, cell, is_even, measure, age having ${SUMS.map(name => `sum(${name}) <> 0`).join(' or ')}) wrong`

async function correctCohorts(
  session: Session,
  orgId: number,
  templateId: string,
  since: Date,
): Promise<number> {
  const [row] = await session.query<{ count: number }>({
    text: CORRECT,
    values: [orgId, templateId, AGE_EDGES_MS, since],
  })
  return row?.count ?? 0
}

async function rebuildAmounts(session: Session, orgId: number, templateId: string): Promise<void> {
  await amounts.forgetAmounts(session, orgId, templateId)
  const rows = await session.query<{ id: string }>({
    text: `select decision_id as id from messages where org_id = $1 and template_id = $2 and revenue <> '{}'`,
    values: [orgId, templateId],
  })
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const sends = await store.loadDecisions(
      session,
      orgId,
      rows.slice(at, at + AT_ONCE).map(({ id }) => id),
    )
    const facts = await store.loadFacts(session, orgId, sends)
    const changed = sends.map(send => ({ send, before: NO_FACTS, after: facts.get(send.id) ?? NO_FACTS }))
    await amounts.saveAmounts(session, orgId, amountChanges(changed).messages)
  }
  await amounts.addAmounts(session, orgId, sumAmounts(await amounts.loadAmounts(session, orgId, templateId)))
}
