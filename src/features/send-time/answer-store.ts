import { createBatcher } from '../../lib/collect/batcher.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'

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
export function openAnswers(db: Database): Answers {
  const batcher = createBatcher<Answer, Date>(answers => store(db, answers), BATCH_MAX)
  return { settle: batcher.add, drain: batcher.drain }
}

const ANSWERS = rows<Answer>({
  user_key: ['text', ({ userKey }) => userKey],
  question: ['text', ({ question }) => question],
  send_at: ['timestamptz', ({ sendAt }) => sendAt],
  explored: ['bool', ({ isExplored }) => isExplored],
  expires_at: ['timestamptz', ({ expiresAt }) => expiresAt],
})

// The rows name it too: a distributed planner does not pass on what only `do update` uses.
const NOW = `$${ANSWERS.next}::timestamptz`

const STORE = `
  insert into send_times as known (org_id, ${ANSWERS.columns})
  select $1, given.* from ${ANSWERS.sql} where ${NOW} is not null
  order by user_key collate "C", question
  on conflict (org_id, user_key, question) do update set
    send_at = case when known.expires_at <= ${NOW} then excluded.send_at else known.send_at end,
    explored = case when known.expires_at <= ${NOW} then excluded.explored else known.explored end,
    expires_at = case when known.expires_at <= ${NOW} then excluded.expires_at else known.expires_at end
  returning org_id, user_key, question, send_at`

async function store(db: Database, answers: readonly Answer[]): Promise<readonly Date[]> {
  // One statement must not write a row twice. If several requests are equal, the first gives the answer for all.
  const first = [...new Map(answers.toReversed().map(answer => [keyOf(answer), answer])).values()]
  const stored = await eachOrg(db, first, (session, orgId, own) =>
    session.query<{ org_id: number; user_key: string; question: string; send_at: Date }>({
      name: 'delay-answer',
      text: STORE,
      values: [orgId, ...ANSWERS.values(own), answers[0]?.askedAt],
    }),
  )
  const held = new Map(
    stored
      .flat()
      .map(row => [keyOf({ orgId: row.org_id, userKey: row.user_key, question: row.question }), row.send_at]),
  )
  return answers.map(answer => held.get(keyOf(answer)) ?? answer.sendAt)
}

const keyOf = ({ orgId, userKey, question }: Pick<Answer, 'orgId' | 'userKey' | 'question'>): string =>
  `${orgId}|${question}|${userKey}`
