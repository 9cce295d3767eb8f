import { type ExpressionBuilder, type Selectable, sql, type Transaction } from 'kysely'
import { timeOfId } from '../../lib/id.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { ReplayRow } from '../../runtime/db/table-rows/inbound-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { boundsOf } from './bounds.ts'
import type { Replay, ReplayFilter } from './replay-schema.ts'
import { matching } from './store.ts'

export type StoredReplay = Selectable<ReplayRow>

type Requests = ExpressionBuilder<Tables, 'inbound_requests'>

/**
 * The calls of a replay. Calls without a body are excluded: they arrived without one, or their person was erased, so
 * their stored events are the only data. Calls older than the stored events are excluded too: their results have been
 * counted and would be counted again.
 * @throws Problem invalid-request if a time cannot be read
 */
export const concernedBy = (filter: ReplayFilter, startedAt: Date, eventsSince: Date) => {
  const bounds = [
    ...boundsOf(readPeriod(filter)),
    ...boundsOf({ from: eventsSince, to: new Date(startedAt.getTime() + 1) }),
  ]
  return (eb: Requests) =>
    eb.and([
      eb('processed_at', 'is not', null),
      sql<boolean>`octet_length(body) > 0`,
      matching(filter, bounds)(eb),
      ...(filter.ids === undefined
        ? []
        : [eb('id', 'in', filter.ids), eb('received_at', 'in', filter.ids.map(timeOfId))]),
    ])
}

/** The number of calls that the worker gets at once. They go before newly arrived calls. */
const HANDED_OUT_MAX = 500

/**
 * Passes the next calls to the worker. The caller's transaction holds the organisation's lock, so no batch with an
 * older configuration is running.
 */
export async function handOut(
  transaction: Transaction<Tables>,
  replay: StoredReplay,
  eventsSince: Date,
  now: Date,
): Promise<void> {
  const { org_id, id, cursor, done, handed_out } = replay
  const room = HANDED_OUT_MAX - (handed_out - done)
  if (room < HANDED_OUT_MAX / 2) return
  const concerned = concernedBy(replay.filter as ReplayFilter, replay.created_at, eventsSince)
  const next = await transaction
    .selectFrom('inbound_requests')
    .select(['id', 'received_at'])
    .where('org_id', '=', org_id)
    .where(concerned)
    .$if(cursor !== null, select =>
      select.where('id', '>', cursor).where('received_at', '>=', timeOfId(cursor ?? id)),
    )
    .orderBy('id')
    .limit(room)
    .execute()
  if (next.length > 0) {
    await transaction
      .updateTable('inbound_requests')
      .set({ processed_at: null, not_before: null, attempts: 0, replay_id: id })
      .where('org_id', '=', org_id)
      .where(
        'id',
        'in',
        next.map(row => row.id),
      )
      .where(
        'received_at',
        'in',
        next.map(row => row.received_at),
      )
      .execute()
  }
  const isHanded = next.length < room
  const handedOut = handed_out + next.length
  await transaction
    .updateTable('replays')
    .set({
      cursor: next.at(-1)?.id ?? cursor,
      handed_out: handedOut,
      is_handed: isHanded,
      finished_at: isHanded && handedOut === done ? now : null,
    })
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .execute()
}

/** Every replay that still has calls to pass to the worker. */
export const loadRunning = (
  session: Session,
): Promise<readonly { readonly org_id: number; readonly id: string }[]> =>
  session.query({
    name: 'replays-running',
    text: 'select org_id, id from replays where finished_at is null and canceled_at is null and not is_handed',
  })

/** A replay in the format of the API. */
export function showReplay(row: StoredReplay): Replay {
  const finishedAt = row.canceled_at ?? row.finished_at
  return {
    id: row.id,
    state: row.canceled_at ? 'canceled' : row.finished_at ? 'finished' : 'running',
    filter: row.filter,
    // Some calls may be gone: erased, expired, or part of another replay.
    total: row.finished_at && !row.canceled_at ? row.done : row.total,
    done: row.done,
    changed: row.changed,
    counted: row.counted,
    created_at: row.created_at.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
    finished: finishedAt !== null,
  }
}
