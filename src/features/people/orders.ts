import { createId } from '../../lib/id.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { HashingOrg } from '../../runtime/people/hashing/hash-links.ts'
import { type Erasing, erase } from './erase.ts'
import type { RequestKey } from './erase-store.ts'
import { park, tellRequest } from './parked-store.ts'
import { isWide, type Reach, reachOf } from './reach.ts'

/** A call in which a platform asked for an erasure. */
export interface ErasureOrder extends RequestKey {
  readonly platform: string
  /** A user id, or an address. */
  readonly user: string
}

/**
 * Erases people at a platform's request, like `erasePerson`. Runs within the caller's transaction, which holds the
 * organisation's lock. The calls with the request lose their content too, even if there is no other data about the
 * person. An erasure that would reach several people is parked, with its call, until a person decides.
 */
export async function erasePeople(
  session: Session,
  org: HashingOrg,
  orders: readonly ErasureOrder[],
  erasing: Erasing,
): Promise<void> {
  const reached: Reach[] = []
  const done: ErasureOrder[] = []
  for (const [user, [first, ...repeated]] of byUser(orders)) {
    if (first === undefined) continue
    const reach = await reachOf(session, org, user)
    if (isWide(reach)) await parkOrder(session, org.id, first, reach, erasing.now)
    else {
      reached.push(reach)
      done.push(first, ...repeated)
    }
  }
  if (done.length > 0) await erase(session, org.id, reached, done, erasing)
}

function byUser(orders: readonly ErasureOrder[]): ReadonlyMap<string, readonly ErasureOrder[]> {
  const users = new Map<string, ErasureOrder[]>()
  for (const order of orders) users.set(order.user, [...(users.get(order.user) ?? []), order])
  return users
}

async function parkOrder(
  session: Session,
  orgId: number,
  { user, platform, requestId, receivedAt }: ErasureOrder,
  { addresses, ids, decisions, events }: Reach,
  now: Date,
): Promise<void> {
  await park(session, orgId, {
    ...{ id: createId(now.getTime()), platform, requestId, receivedAt, user },
    ...{ addresses: addresses.length, ids: ids.length, decisions: decisions.length, events: events.length },
  })
  await tellRequest(session, orgId, { requestId, receivedAt }, user, WAITS)
}

const WAITS =
  'The platform asked Parley to erase this person. The erasure would reach several people, so it waits for a person to confirm or dismiss it: GET /orgs/:org/erasures.'
