import { groupBy } from '../../lib/group-by.ts'
import type { Session } from '../../runtime/db/session.ts'
import { type Processed, saveProcessed } from './inbox-store.ts'
import { saveNames } from './names/name-store.ts'
import { nameChanges } from './names/names.ts'
import { saveAdvances } from './replay-store.ts'
import { tallyChanges } from './request-tally.ts'
import { saveTallies } from './request-tally-store.ts'

/** Writes the outcomes of requests, their tallies, the event names in them, and the progress of their replays. */
export async function finish(
  session: Session,
  orgId: number,
  processed: readonly Processed[],
  now: Date,
): Promise<void> {
  if (processed.length === 0) return
  await saveProcessed(session, orgId, processed, now)
  await saveTallies(session, orgId, tallyChanges(processed))
  await saveNames(session, orgId, nameChanges(processed))
  await advanceReplays(session, orgId, processed, now)
}

async function advanceReplays(
  session: Session,
  orgId: number,
  processed: readonly Processed[],
  now: Date,
): Promise<void> {
  const replayed = groupBy(
    processed.filter(({ request }) => request.replayId !== null),
    ({ request }) => request.replayId,
  )
  if (replayed.size === 0) return
  await saveAdvances(
    session,
    orgId,
    [...replayed].map(([id, list]) => ({
      id,
      done: list.length,
      changed: list.filter(({ isChanged }) => isChanged).length,
      counted: list.flatMap(({ items }) => items.filter(({ outcome }) => outcome === 'counted')).length,
    })),
    now,
  )
}
