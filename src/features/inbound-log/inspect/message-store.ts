import { isId, timeOfId } from '../../../lib/id.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'

/** A decision as the message that was sent. */
export interface SentMessage {
  readonly id: string
  readonly templateId: string
  readonly variantId: string | null
  readonly counted: boolean
  /** The time of the platform's send event if there is one, else of the decision. */
  readonly sentAt: Date
  readonly windows: { readonly lookback_days: number | null; readonly offset_days: number | null } | null
}

const MESSAGE = `d.id, d.template_id as "templateId", d.variant_id as "variantId", d.counted, coalesce(m.sent_at, d.decided_at) as "sentAt", d.windows`
const FROM = `from decisions d left join lateral (
  select sent_at from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at) offset 0) m on true`

const WANTED = rows<string>(
  { id: ['uuid', id => id], decided_at: ['timestamptz', id => timeOfId(id)] },
  { as: 'wanted' },
)

/** Messages by the ids of their decisions. */
export function loadMessages(
  session: Session,
  orgId: number,
  ids: readonly string[],
): Promise<readonly SentMessage[]> {
  const known = [...new Set(ids)].filter(isId)
  if (known.length === 0) return Promise.resolve([])
  return session.query({
    name: 'inspect-messages',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select ${MESSAGE} ${FROM} where d.org_id = $1 and d.id = wanted.id and d.decided_at = wanted.decided_at offset 0) found`,
    values: [orgId, ...WANTED.values(known)],
  })
}

/** The latest messages to a person that were chosen before a moment, latest first. */
export function loadLatestTo(
  session: Session,
  orgId: number,
  names: readonly string[],
  before: Date,
  countMax: number,
): Promise<readonly SentMessage[]> {
  if (names.length === 0) return Promise.resolve([])
  return session.query({
    name: 'inspect-latest-messages',
    text: `select ${MESSAGE} from (
             (select * from decisions where org_id = $1 and user_key = any($2) and decided_at <= $3 order by decided_at desc limit $4)
             union
             (select * from decisions where org_id = $1 and email = any($2) and decided_at <= $3 order by decided_at desc limit $4)) d
           left join lateral (
             select sent_at from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at) offset 0) m on true
           order by d.decided_at desc, d.id limit $4`,
    values: [orgId, names, before, countMax],
  })
}
