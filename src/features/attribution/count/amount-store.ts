import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { AmountChange, MessageAmount } from './amount-changes.ts'

/**
 * Writes the amounts of messages, and deletes those that are null. The caller's transaction holds the organisation's
 * lock.
 */
export async function saveAmounts(
  session: Session,
  orgId: number,
  messages: readonly MessageAmount[],
): Promise<void> {
  const gone = messages.filter(({ amount }) => amount === null)
  if (gone.length > 0) {
    await session.query({
      name: 'recount-forget-amounts',
      text: `delete from message_amounts m using ${GONE.sql}
             where m.org_id = $1 and m.template_id = given.template_id and m.currency = given.currency and m.decision_id = given.decision_id`,
      values: [orgId, ...GONE.values(gone)],
    })
  }
  const kept = messages.filter(({ amount }) => amount !== null)
  if (kept.length === 0) return
  await session.query({
    name: 'recount-amounts',
    text: `insert into message_amounts (org_id, ${KEPT.columns}) select $1, * from ${KEPT.sql}
           on conflict (org_id, template_id, currency, decision_id) do update set
             starts_at = excluded.starts_at, cell = excluded.cell, person_bucket = excluded.person_bucket, amount_minor = excluded.amount_minor`,
    values: [orgId, ...KEPT.values(kept)],
  })
}

const GONE = rows<MessageAmount>({
  template_id: ['text', ({ templateId }) => templateId],
  currency: ['text', ({ currency }) => currency],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
})

const KEPT = rows<MessageAmount>({
  template_id: ['text', ({ templateId }) => templateId],
  currency: ['text', ({ currency }) => currency],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  starts_at: ['timestamptz', ({ startsAtMs }) => new Date(startsAtMs)],
  variant_id: ['uuid', ({ variantId }) => variantId],
  arm: ['text', ({ arm }) => arm],
  cell: ['text', ({ cell }) => cell],
  propensity: ['float8', ({ propensity }) => propensity],
  person_bucket: ['smallint', ({ personBucket }) => personBucket],
  amount_minor: ['bigint', ({ amount }) => amount],
})

/** Adds to the sums of amounts. The caller's transaction holds the organisation's lock. */
export async function addAmounts(
  session: Session,
  orgId: number,
  changes: readonly AmountChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-amount-sums',
    text: `insert into amount_sums as sums (org_id, ${SUMS.columns}) select $1, * from ${SUMS.sql}
           on conflict (org_id, template_id, currency, variant_id, arm, cell) do update set
             count = sums.count + excluded.count, amount_minor = sums.amount_minor + excluded.amount_minor, squares = sums.squares + excluded.squares,
             log_sum = sums.log_sum + excluded.log_sum, log_squares = sums.log_squares + excluded.log_squares`,
    values: [orgId, ...SUMS.values(changes)],
  })
}

const SUMS = rows<AmountChange>({
  template_id: ['text', ({ templateId }) => templateId],
  variant_id: ['uuid', ({ variantId }) => variantId],
  arm: ['text', ({ arm }) => arm],
  cell: ['text', ({ cell }) => cell],
  currency: ['text', ({ currency }) => currency],
  count: ['bigint', ({ count }) => count],
  amount_minor: ['numeric', ({ amount }) => amount],
  squares: ['numeric', ({ squares }) => squares],
  log_sum: ['bigint', ({ logSum }) => logSum],
  log_squares: ['numeric', ({ logSquares }) => logSquares],
})

/**
 * Deletes the sums of a template, and the amounts of all messages whose decisions still exist. The caller's transaction
 * holds the organisation's lock.
 */
export async function forgetAmounts(session: Session, orgId: number, templateId: string): Promise<void> {
  await session.query({
    text: `delete from message_amounts a where org_id = $1 and template_id = $2
             and exists (select from messages m where m.org_id = $1 and m.decision_id = a.decision_id)`,
    values: [orgId, templateId],
  })
  await session.query({
    text: 'delete from amount_sums where org_id = $1 and template_id = $2',
    values: [orgId, templateId],
  })
}

type StoredAmount = Omit<
  MessageAmount,
  'decisionId' | 'startsAtMs' | 'propensity' | 'personBucket' | 'amount'
> & {
  readonly amount: number
}

export function loadAmounts(
  session: Session,
  orgId: number,
  templateId: string,
): Promise<readonly StoredAmount[]> {
  return session.query({
    text: `select template_id as "templateId", variant_id as "variantId", arm, cell, currency, amount_minor as amount
           from message_amounts cross join lateral generate_series(1, messages) where org_id = $1 and template_id = $2`,
    values: [orgId, templateId],
  })
}
