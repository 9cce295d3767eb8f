import { groupBy } from '../../../lib/group-by.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Send } from '../send.ts'
import { loadAttributions, loadFacts } from '../store.ts'
import { amountChanges } from './amount-changes.ts'
import { addAmounts, saveAmounts } from './amount-store.ts'
import { cohortChanges } from './cohort-changes.ts'
import { addCohorts } from './cohort-store.ts'
import {
  type Changed,
  COUNTS,
  type CountChange,
  countChanges,
  type Facts,
  factsOf,
  NO_FACTS,
  type RevenueChange,
} from './facts.ts'
import { addSendHours, sendHourChanges } from './send-hours.ts'

/**
 * Brings the facts of some messages, and every sum they are part of, in line with the events that
 * count for them. What is written depends on the set of events alone, so doing it twice, or in any
 * order, ends the same.
 * @returns the messages whose time of sending has changed, each with the earlier of the two times
 */
export async function recount(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<readonly Redated[]> {
  if (sends.length === 0) return []
  const attributions = groupBy(await loadAttributions(session, orgId, sends), ({ decisionId }) => decisionId)
  const known = await loadFacts(session, orgId, sends)
  const changed = sends
    .map(send => ({
      send,
      before: known.get(send.id) ?? NO_FACTS,
      after: factsOf(attributions.get(send.id) ?? []),
    }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
  if (changed.length === 0) return []
  const { counts, revenue } = countChanges(changed)
  const cohorts = cohortChanges(changed)
  await saveFacts(session, orgId, changed)
  await addCounts(session, orgId, counts)
  await addRevenue(session, orgId, revenue)
  await addCohorts(session, orgId, cohorts)
  const amounts = amountChanges(changed)
  await saveAmounts(session, orgId, amounts.messages)
  await addAmounts(session, orgId, amounts.sums)
  await addSendHours(session, orgId, sendHourChanges(changed))
  await bumpVersions(session, orgId, [
    ...new Set([...counts, ...revenue, ...cohorts].map(({ templateId }) => templateId)),
  ])
  return changed.flatMap(({ send, before, after }) => {
    const [was, is] = [before, after].map(({ sentAt }) => sentAt ?? send.decidedAt)
    if (was === undefined || is === undefined || was.getTime() === is.getTime()) return []
    return [{ send, since: new Date(Math.min(was.getTime(), is.getTime())) }]
  })
}

export interface Redated {
  readonly send: Send
  /** Conversions before this moment are not concerned. */
  readonly since: Date
}

const MOMENTS = [
  ['opened_at', 'openedAt'],
  ['machine_opened_at', 'machineOpenedAt'],
  ['clicked_at', 'clickedAt'],
  ['machine_clicked_at', 'machineClickedAt'],
  ['converted_at', 'convertedAt'],
  ['unsubscribed_at', 'unsubscribedAt'],
  ['complained_at', 'complainedAt'],
] as const satisfies readonly (readonly [string, keyof Facts])[]

async function saveFacts(session: Session, orgId: number, changed: readonly Changed[]): Promise<void> {
  const fact = <Name extends keyof Facts>(name: Name) => changed.map(({ after }) => after[name])
  await session.query({
    name: 'recount-facts',
    text: `insert into messages (org_id, decision_id, decided_at, template_id, variant_id, arm, user_key, sent_at, delivered, opened,
             machine_opened, clicked, machine_clicked, converted, unsubscribed, bounced, complained, revenue, responded_at,
             ${MOMENTS.map(([column]) => column).join(', ')})
           select $1, * from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[],
             $9::bool[], $10::bool[], $11::bool[], $12::bool[], $13::bool[], $14::bool[], $15::bool[], $16::bool[], $17::bool[], $18::jsonb[], $19::timestamptz[],
             ${MOMENTS.map((_, at) => `$${at + 20}::timestamptz[]`).join(', ')})
           on conflict (org_id, decision_id, decided_at) do update set
             sent_at = excluded.sent_at, delivered = excluded.delivered, opened = excluded.opened, machine_opened = excluded.machine_opened,
             clicked = excluded.clicked, machine_clicked = excluded.machine_clicked, converted = excluded.converted,
             unsubscribed = excluded.unsubscribed, bounced = excluded.bounced, complained = excluded.complained, revenue = excluded.revenue,
             responded_at = excluded.responded_at,
             ${MOMENTS.map(([column]) => `${column} = excluded.${column}`).join(', ')}`,
    values: [
      orgId,
      changed.map(({ send }) => send.id),
      changed.map(({ send }) => send.decidedAt),
      changed.map(({ send }) => send.templateId),
      changed.map(({ send }) => send.variantId),
      changed.map(({ send }) => send.arm),
      changed.map(({ send }) => send.userKey),
      fact('sentAt'),
      fact('delivered'),
      fact('opened'),
      fact('machineOpened'),
      fact('clicked'),
      fact('machineClicked'),
      fact('converted'),
      fact('unsubscribed'),
      fact('bounced'),
      fact('complained'),
      fact('revenue').map(money => JSON.stringify(money)),
      fact('respondedAt'),
      ...MOMENTS.map(([, name]) => fact(name)),
    ],
  })
}

// Rows are locked in the same order as the ledger locks them, so that neither waits for the other in a circle.
const IN_ORDER = 'order by template_id collate "C", variant_id, arm collate "C", hour'

async function addCounts(session: Session, orgId: number, counts: readonly CountChange[]): Promise<void> {
  if (counts.length === 0) return
  const columns = COUNTS.join(', ')
  await session.query({
    name: 'recount-counts',
    text: `insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, ${columns})
           select $1, template_id, variant_id, arm, hour, ${columns}
           from unnest($2::text[], $3::uuid[], $4::text[], $5::timestamptz[], ${COUNTS.map((_, at) => `$${at + 6}::bigint[]`).join(', ')})
             as given (template_id, variant_id, arm, hour, ${columns})
           ${IN_ORDER}
           on conflict (org_id, template_id, variant_id, arm, hour) do update set
             ${COUNTS.map(name => `${name} = sums.${name} + excluded.${name}`).join(', ')}`,
    values: [orgId, ...cells(counts), ...COUNTS.map((_, at) => counts.map(({ change }) => change[at]))],
  })
}

async function addRevenue(session: Session, orgId: number, revenue: readonly RevenueChange[]): Promise<void> {
  if (revenue.length === 0) return
  await session.query({
    name: 'recount-revenue',
    text: `insert into variant_revenue as sums (org_id, template_id, variant_id, arm, hour, currency, amount_minor, squares, orders)
           select $1, template_id, variant_id, arm, hour, currency, amount, squares, orders
           from unnest($2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::numeric[], $8::numeric[], $9::bigint[])
             as given (template_id, variant_id, arm, hour, currency, amount, squares, orders)
           ${IN_ORDER}, currency collate "C"
           on conflict (org_id, template_id, variant_id, arm, hour, currency) do update set
             amount_minor = sums.amount_minor + excluded.amount_minor, squares = sums.squares + excluded.squares, orders = sums.orders + excluded.orders`,
    values: [
      orgId,
      ...cells(revenue),
      revenue.map(({ currency }) => currency),
      revenue.map(({ amount }) => amount),
      revenue.map(({ squares }) => squares.toString()),
      revenue.map(({ orders }) => orders),
    ],
  })
}

const cells = (rows: readonly (CountChange | RevenueChange)[]) => [
  rows.map(({ templateId }) => templateId),
  rows.map(({ variantId }) => variantId),
  rows.map(({ arm }) => arm),
  rows.map(({ hour }) => hour),
]

/** Tells every process that the templates have new counts. */
export async function bumpVersions(
  session: Session,
  orgId: number,
  templateIds: readonly string[],
): Promise<void> {
  if (templateIds.length === 0) return
  await session.query({
    name: 'recount-versions',
    text: `insert into count_versions as known (org_id, template_id, version, changed_at)
           select $1, template_id, 1, now() from unnest($2::text[]) as given (template_id) order by template_id collate "C"
           on conflict (org_id, template_id) do update set version = known.version + 1, changed_at = now()`,
    values: [orgId, templateIds],
  })
}
