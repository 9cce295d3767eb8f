import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Send } from '../send.ts'
import { loadDecisions, loadFacts } from '../store.ts'
import { amountChanges } from './amount-changes.ts'
import { addAmounts, saveAmounts } from './amount-store.ts'
import { cohortChanges } from './cohort-changes.ts'
import { addCohorts, countDecisions } from './cohort-store.ts'
import { NO_FACTS } from './facts.ts'

/**
 * Forgets which attributes decisions are counted under: from now on they count as if nothing had been known of the
 * person. Sums over all cells stay what they are. The caller's transaction holds the organisation's lock.
 */
export async function forgetCells(
  session: Session,
  orgId: number,
  decisionIds: readonly string[],
): Promise<void> {
  const known = (await loadDecisions(session, orgId, decisionIds)).filter(({ cell }) => cell !== '')
  if (known.length === 0) return
  const nameless = known.map(send => ({ ...send, cell: '' }))
  const facts = await loadFacts(session, orgId, known)
  const factsOf = (id: string) => facts.get(id) ?? NO_FACTS
  const moved = [
    ...known.map(send => ({ send, before: factsOf(send.id), after: NO_FACTS })),
    ...nameless.map(send => ({ send, before: NO_FACTS, after: factsOf(send.id) })),
  ]
  await countDecisions(session, orgId, known, -1)
  await countDecisions(session, orgId, nameless, 1)
  await addCohorts(session, orgId, cohortChanges(moved))
  const amounts = amountChanges(moved)
  await saveAmounts(session, orgId, amounts.messages)
  await addAmounts(session, orgId, amounts.sums)
  await session.query({
    text: `update decisions d set cell = '' from ${KEYS.sql}
           where d.org_id = $1 and d.id = given.id and d.decided_at = given.decided_at`,
    values: [orgId, ...KEYS.values(known)],
  })
}

const KEYS = rows<Send>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
})
