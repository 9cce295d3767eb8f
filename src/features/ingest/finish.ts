import { groupBy } from '../../lib/group-by.ts'
import type { Session } from '../../runtime/db/session.ts'
import { type Processed, saveProcessed } from './inbox-store.ts'
import { saveNames } from './name-store.ts'
import { nameChanges } from './names.ts'

/** Writes what became of requests, which names they brought, and how far that takes the replays they belong to. */
export async function finish(
  session: Session,
  orgId: number,
  processed: readonly Processed[],
  now: Date,
): Promise<void> {
  if (processed.length === 0) return
  await saveProcessed(session, orgId, processed, now)
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
  const lists = [...replayed.values()]
  const counted = lists.map(list =>
    list.flatMap(({ items }) => items.filter(({ outcome }) => outcome === 'counted')),
  )
  await session.query({
    name: 'ingest-replays',
    text: `update replays r set done = r.done + given.done, changed = r.changed + given.changed, counted = r.counted + given.counted,
             finished_at = case when r.is_handed and r.done + given.done >= r.handed_out then $2::timestamptz else r.finished_at end
           from unnest($3::uuid[], $4::int[], $5::int[], $6::int[]) as given (id, done, changed, counted)
           where r.org_id = $1 and r.id = given.id`,
    values: [
      orgId,
      now,
      [...replayed.keys()],
      lists.map(list => list.length),
      lists.map(list => list.filter(({ isChanged }) => isChanged).length),
      counted.map(items => items.length),
    ],
  })
}
