import { groupBy } from '../../../lib/group-by.ts'
import type { Database, Session } from '../session.ts'

/**
 * Works for the items of each organisation: in one transaction, so there is one commit, and with statements of one
 * organisation each, so a distributed database sends each to one node. Organisations have an order, so two processes
 * never wait for each other. Items keep theirs.
 * @returns the answers, in the order of the organisations
 */
export async function eachOrg<Item extends { readonly orgId: number }, Answer>(
  db: Database,
  items: readonly Item[],
  work: (session: Session, orgId: number, items: readonly Item[]) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const groups = [...groupBy(items, ({ orgId }) => orgId)].sort(([a], [b]) => a - b)
  const [only, ...others] = groups
  if (only === undefined) return []
  // A statement alone is a transaction.
  if (others.length === 0) return [await work(db, ...only)]
  return db.transaction(async session => {
    const answers: Answer[] = []
    for (const [orgId, own] of groups) answers.push(await work(session, orgId, own))
    return answers
  })
}
