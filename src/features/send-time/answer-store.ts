import { createBatcher } from '../../lib/collect/batcher.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'

/** The request, and the answer to store if there is no earlier answer. */
export interface Answer {
  readonly orgId: number
  readonly userKey: string
  /** Equal for equal requests. */
  readonly question: string
  readonly sendAt: Date
  readonly isExplored: boolean
  readonly askedAt: Date
  readonly expiresAt: Date
}

export interface Answers {
  /** Stores an answer, unless an earlier one is still valid. Resolves to the valid answer. */
  settle(answer: Answer): Promise<Date>
  drain(): Promise<void>
}

const BATCH_MAX = 512

/** The recent answers, which are the same in every process. */
export function openAnswers(session: Session): Answers {
  const batcher = createBatcher<Answer, Date>(answers => store(session, answers), BATCH_MAX)
  return { settle: batcher.add, drain: batcher.drain }
}

const ANSWERS = rows<Answer>({
  org_id: ['int', ({ orgId }) => orgId],
  user_key: ['text', ({ userKey }) => userKey],
  question: ['text', ({ question }) => question],
  send_at: ['timestamptz', ({ sendAt }) => sendAt],
  explored: ['bool', ({ isExplored }) => isExplored],
  expires_at: ['timestamptz', ({ expiresAt }) => expiresAt],
})

const STORE = `
  insert into send_times as known (${ANSWERS.columns}) select * from ${ANSWERS.sql}
  order by org_id, user_key collate "C", question
  on conflict (org_id, user_key, question) do update set
    send_at = case when known.expires_at <= $1 then excluded.send_at else known.send_at end,
    explored = case when known.expires_at <= $1 then excluded.explored else known.explored end,
    expires_at = case when known.expires_at <= $1 then excluded.expires_at else known.expires_at end
  returning org_id, user_key, question, send_at`

async function store(session: Session, answers: readonly Answer[]): Promise<readonly Date[]> {
  // One statement must not write a row twice. If several requests are equal, the first gives the answer for all.
  const first = [...new Map(answers.toReversed().map(answer => [keyOf(answer), answer])).values()]
  const stored = await session.query<{ org_id: number; user_key: string; question: string; send_at: Date }>({
    name: 'delay-answer',
    text: STORE,
    values: [answers[0]?.askedAt, ...ANSWERS.values(first)],
  })
  const held = new Map(
    stored.map(row => [
      keyOf({ orgId: row.org_id, userKey: row.user_key, question: row.question }),
      row.send_at,
    ]),
  )
  return answers.map(answer => held.get(keyOf(answer)) ?? answer.sendAt)
}

const keyOf = ({ orgId, userKey, question }: Pick<Answer, 'orgId' | 'userKey' | 'question'>): string =>
  `${orgId}|${question}|${userKey}`
