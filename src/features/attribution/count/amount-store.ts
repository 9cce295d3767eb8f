import type { Session } from '../../../runtime/db/session.ts'
import type { AmountChange, MessageAmount } from './amount-changes.ts'

/** Writes what messages brought, and takes out what brought nothing after all. The caller's transaction holds the organisation's lock. */
export async function saveAmounts(
  session: Session,
  orgId: number,
  messages: readonly MessageAmount[],
): Promise<void> {
  const gone = messages.filter(({ amount }) => amount === null)
  if (gone.length > 0) {
    await session.query({
      name: 'recount-forget-amounts',
      text: `delete from message_amounts m using unnest($2::text[], $3::text[], $4::uuid[]) as given (template_id, currency, decision_id)
             where m.org_id = $1 and m.template_id = given.template_id and m.currency = given.currency and m.decision_id = given.decision_id`,
      values: [
        orgId,
        gone.map(({ templateId }) => templateId),
        gone.map(({ currency }) => currency),
        gone.map(({ decisionId }) => decisionId),
      ],
    })
  }
  const kept = messages.filter(({ amount }) => amount !== null)
  if (kept.length === 0) return
  await session.query({
    name: 'recount-amounts',
    text: `insert into message_amounts (org_id, template_id, currency, decision_id, starts_at, variant_id, arm, cell, propensity, amount_minor)
           select $1, * from unnest($2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::uuid[], $7::text[], $8::text[], $9::float8[], $10::bigint[])
           on conflict (org_id, template_id, currency, decision_id) do update set
             starts_at = excluded.starts_at, cell = excluded.cell, amount_minor = excluded.amount_minor`,
    values: [
      orgId,
      kept.map(({ templateId }) => templateId),
      kept.map(({ currency }) => currency),
      kept.map(({ decisionId }) => decisionId),
      kept.map(({ startsAtMs }) => new Date(startsAtMs)),
      kept.map(({ variantId }) => variantId),
      kept.map(({ arm }) => arm),
      kept.map(({ cell }) => cell),
      kept.map(({ propensity }) => propensity),
      kept.map(({ amount }) => amount),
    ],
  })
}

/** Adds to the sums of amounts. The same lock. */
export async function addAmounts(
  session: Session,
  orgId: number,
  changes: readonly AmountChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-amount-sums',
    text: `insert into amount_sums as sums (org_id, template_id, variant_id, arm, cell, currency, count, amount_minor, squares, log_sum, log_squares)
           select $1, * from unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::numeric[], $9::numeric[], $10::bigint[], $11::numeric[])
           on conflict (org_id, template_id, currency, variant_id, arm, cell) do update set
             count = sums.count + excluded.count, amount_minor = sums.amount_minor + excluded.amount_minor, squares = sums.squares + excluded.squares,
             log_sum = sums.log_sum + excluded.log_sum, log_squares = sums.log_squares + excluded.log_squares`,
    values: [
      orgId,
      changes.map(({ templateId }) => templateId),
      changes.map(({ variantId }) => variantId),
      changes.map(({ arm }) => arm),
      changes.map(({ cell }) => cell),
      changes.map(({ currency }) => currency),
      changes.map(({ count }) => count),
      changes.map(({ amount }) => amount.toString()),
      changes.map(({ squares }) => squares.toString()),
      changes.map(({ logSum }) => logSum.toString()),
      changes.map(({ logSquares }) => logSquares.toString()),
    ],
  })
}

/** Removes the sums of a template, and the amounts of all messages whose decisions are still known. The same lock. */
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

type StoredAmount = Omit<MessageAmount, 'decisionId' | 'startsAtMs' | 'propensity' | 'amount'> & {
  readonly amount: number
}

export function loadAmounts(
  session: Session,
  orgId: number,
  templateId: string,
): Promise<readonly StoredAmount[]> {
  return session.query({
    text: `select template_id as "templateId", variant_id as "variantId", arm, cell, currency, amount_minor as amount
           from message_amounts where org_id = $1 and template_id = $2`,
    values: [orgId, templateId],
  })
}
