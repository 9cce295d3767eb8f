import { COUNT_NAMES, FACT_MEASURES, TIMED_MEASURES } from '../../../core/measure/measures.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Cell, Changed, CountChange, RevenueChange } from './count-changes.ts'
import { FACT_COLUMNS } from './facts.ts'

// The facts of messages, and their sums by hour. The caller's transaction holds the organisation's lock.

export async function saveFacts(session: Session, orgId: number, changed: readonly Changed[]): Promise<void> {
  await session.query({
    name: 'recount-facts',
    text: `insert into messages (org_id, ${MESSAGES.columns}) select $1, * from ${MESSAGES.sql}
           on conflict (org_id, decision_id, decided_at) do update set
             ${FACT_COLUMNS.map(column => `${column} = excluded.${column}`).join(', ')}`,
    values: [orgId, ...MESSAGES.values(changed)],
  })
}

const MESSAGES = rows<Changed>({
  decision_id: ['uuid', ({ send }) => send.id],
  decided_at: ['timestamptz', ({ send }) => send.decidedAt],
  template_id: ['text', ({ send }) => send.templateId],
  variant_id: ['uuid', ({ send }) => send.variantId],
  arm: ['text', ({ send }) => send.arm],
  user_key: ['text', ({ send }) => send.userKey],
  ...Object.fromEntries(
    TIMED_MEASURES.map(({ moment }) => [
      moment,
      ['timestamptz', ({ after }: Changed) => after[moment]] as const,
    ]),
  ),
  ...Object.fromEntries(
    FACT_MEASURES.map(({ fact }) => [fact, ['bool', ({ after }: Changed) => after[fact]] as const]),
  ),
  responded_at: ['timestamptz', ({ after }) => after.responded_at],
  revenue: ['jsonb', ({ after }) => JSON.stringify(after.revenue)],
  metrics: ['jsonb', ({ after }) => JSON.stringify(after.metrics)],
})

// The ledger locks rows in the same order, so the two cannot deadlock.
const IN_ORDER = 'order by template_id collate "C", variant_id, arm collate "C", hour'

const adding = (columns: readonly string[]): string =>
  columns.map(column => `${column} = sums.${column} + excluded.${column}`).join(', ')

export async function addCounts(
  session: Session,
  orgId: number,
  counts: readonly CountChange[],
): Promise<void> {
  if (counts.length === 0) return
  await session.query({
    name: 'recount-counts',
    text: `insert into variant_counts as sums (org_id, ${COUNTS.columns}) select $1, * from ${COUNTS.sql} ${IN_ORDER}
           on conflict (org_id, template_id, variant_id, arm, hour) do update set ${adding(COUNT_NAMES)}`,
    values: [orgId, ...COUNTS.values(counts)],
  })
}

export async function addRevenue(
  session: Session,
  orgId: number,
  revenue: readonly RevenueChange[],
): Promise<void> {
  if (revenue.length === 0) return
  await session.query({
    name: 'recount-revenue',
    text: `insert into variant_revenue as sums (org_id, ${REVENUE.columns}) select $1, * from ${REVENUE.sql}
           ${IN_ORDER}, currency collate "C"
           on conflict (org_id, template_id, variant_id, arm, hour, currency) do update set
             ${adding(['amount_minor', 'squares', 'orders'])}`,
    values: [orgId, ...REVENUE.values(revenue)],
  })
}

const cellColumns = <Change extends Cell>() =>
  ({
    template_id: ['text', ({ templateId }: Change) => templateId],
    variant_id: ['uuid', ({ variantId }: Change) => variantId],
    arm: ['text', ({ arm }: Change) => arm],
    hour: ['timestamptz', ({ hour }: Change) => hour],
  }) as const

const COUNTS = rows<CountChange>({
  ...cellColumns<CountChange>(),
  ...Object.fromEntries(
    COUNT_NAMES.map((name, at) => [name, ['bigint', ({ change }: CountChange) => change[at]] as const]),
  ),
})

const REVENUE = rows<RevenueChange>({
  ...cellColumns<RevenueChange>(),
  currency: ['text', ({ currency }) => currency],
  amount_minor: ['numeric', ({ amount }) => amount],
  squares: ['numeric', ({ squares }) => squares],
  orders: ['bigint', ({ orders }) => orders],
})

/** Raises the version of these templates, so that every process reads their new counts. */
export async function bumpVersions(
  session: Session,
  orgId: number,
  templateIds: readonly string[],
): Promise<void> {
  if (templateIds.length === 0) return
  await session.query({
    name: 'recount-versions',
    text: `insert into count_versions as known (org_id, template_id, version, changed_at)
           select $1, template_id, 1, now() from ${TEMPLATES.sql} order by template_id collate "C"
           on conflict (org_id, template_id) do update set version = known.version + 1, changed_at = excluded.changed_at`,
    values: [orgId, ...TEMPLATES.values(templateIds)],
  })
}

const TEMPLATES = rows<string>({ template_id: ['text', id => id] })
