import type { Session } from '../../../runtime/db/session.ts'
import { loadFacts } from '../attribution-store.ts'
import { loadDecisions } from '../decision-store.ts'
import { amountChanges } from './amount-changes.ts'
import { addAmounts, saveAmounts } from './amount-store.ts'
import { clearCells } from './cell-store.ts'
import { cohortChanges } from './cohort-changes.ts'
import { addCohorts, countDecisions } from './cohort-store.ts'
import { NO_FACTS } from './facts.ts'

/**
 * Clears the cells of decisions: from now on the decisions count as if the person's attributes had been unknown. Sums
 * over all cells do not change. The caller's transaction holds the organisation's lock.
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
  await clearCells(session, orgId, known)
}
