import { ERASED_BOUNDS, erasedKey } from '../../core/ids/erased-key.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { ArrivedEvent, KeyedEvent } from './event-store.ts'

export interface KeyHolder {
  /** Whether the person of the holder has been erased. Nobody takes its key. */
  readonly isErased: boolean
  readonly platform: string
  readonly key: string
  readonly eventId: string
  readonly requestId: string
  readonly receivedAt: Date
}

const KEY = {
  platform: ['text', ({ platform }: ArrivedEvent) => platform],
  key: ['text', ({ key }: ArrivedEvent) => key],
  event_id: ['uuid', ({ id }: ArrivedEvent) => id],
  request_id: ['uuid', ({ requestId }: ArrivedEvent) => requestId],
  received_at: ['timestamptz', ({ receivedAt }: ArrivedEvent) => receivedAt],
} as const

const KEYS = rows<ArrivedEvent>(KEY)
const NAMED = rows<ArrivedEvent>({ platform: KEY.platform, key: KEY.key })
const ERASED = rows<ArrivedEvent>({
  ...{ platform: KEY.platform, key: KEY.key },
  erased: ['text', ({ key }) => erasedKey(key)],
})
const HELD = rows<KeyedEvent>({
  platform: ['text', ({ platform }) => platform],
  key: ['text', ({ key }) => key],
  event_id: ['uuid', ({ id }) => id],
})

/**
 * Claims the keys of events.
 * @returns for each event, in order, the holder of its key: the event itself, or an earlier one
 */
export async function claimKeys(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<readonly KeyHolder[]> {
  const keys = events.map(keyOf)
  const firsts = new Map<string, ArrivedEvent>()
  for (const [at, event] of events.entries()) {
    const key = keys[at] ?? ''
    if (!firsts.has(key)) firsts.set(key, event)
  }
  const erased = byKey(await loadErased(session, orgId, [...firsts.values()]))
  const all = [...firsts.values()]
  const wanted = erased.size === 0 ? all : all.filter(event => !erased.has(keyOf(event)))
  const claimed = new Set(await claim(session, orgId, wanted))
  const holders = byKey(
    await loadHolders(
      session,
      orgId,
      wanted.filter(({ id }) => !claimed.has(id)),
    ),
  )
  return events.map((event, at) => {
    const key = keys[at] ?? ''
    return erased.get(key) ?? holders.get(key) ?? toHolder(firsts.get(key) ?? event)
  })
}

/** @returns the ids of the events that have their keys now */
async function claim(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<readonly string[]> {
  const claimed = await session.query<{ id: string }>({
    name: 'ingest-claim',
    text: `insert into event_keys (org_id, ${KEYS.columns}) select $1::int, * from ${KEYS.sql} order by platform, key
           on conflict do nothing returning event_id as id`,
    values: [orgId, ...KEYS.values(events)],
  })
  return claimed.map(({ id }) => id)
}

const byKey = (holders: readonly KeyHolder[]): ReadonlyMap<string, KeyHolder> =>
  new Map(holders.map(holder => [keyOf(holder), holder]))

export const keyOf = ({ platform, key }: Pick<KeyHolder, 'platform' | 'key'>): string => `${platform}|${key}`

export const toHolder = ({ platform, key, id, requestId, receivedAt }: ArrivedEvent): KeyHolder => ({
  platform,
  key,
  eventId: id,
  requestId,
  receivedAt,
  isErased: false,
})

const HOLDER = 'event_id as "eventId", request_id as "requestId", received_at as "receivedAt"'

/** Loads the holders of keys that an erasure has hashed. Most organisations have none. */
async function loadErased(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<readonly KeyHolder[]> {
  const platforms = [...new Set(events.map(({ platform }) => platform))]
  const [any] = await session.query({
    name: 'ingest-any-erased',
    text: `select from event_keys where org_id = $1 and platform = any($2) and key between $3 and $4 limit 1`,
    values: [orgId, platforms, ...ERASED_BOUNDS],
  })
  if (any === undefined) return []
  return session.query({
    name: 'ingest-erased',
    text: `select known.* from ${ERASED.sql} cross join lateral (
             select platform, given.key, ${HOLDER}, true as "isErased" from event_keys k
             where k.org_id = $1 and k.platform = given.platform and k.key = given.erased offset 0) known`,
    values: [orgId, ...ERASED.values(events)],
  })
}

async function loadHolders(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<readonly KeyHolder[]> {
  if (events.length === 0) return []
  return session.query({
    name: 'ingest-holders',
    text: `select known.* from ${NAMED.sql} cross join lateral (
             select platform, key, ${HOLDER}, false as "isErased" from event_keys k
             where k.org_id = $1 and k.platform = given.platform and k.key = given.key offset 0) known`,
    values: [orgId, ...NAMED.values(events)],
  })
}

/** Releases the keys of events that no longer exist. */
export async function releaseKeys(
  session: Session,
  orgId: number,
  events: readonly KeyedEvent[],
): Promise<void> {
  const held = events.filter(({ key }) => key !== null)
  if (held.length === 0) return
  await session.query({
    name: 'ingest-release',
    text: `delete from event_keys known using ${HELD.sql}
           where known.org_id = $1 and known.platform = given.platform and known.key = given.key and known.event_id = given.event_id`,
    values: [orgId, ...HELD.values(held)],
  })
}

/** Makes these events the holders of their keys. */
export async function takeKeys(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<void> {
  await session.query({
    name: 'ingest-take',
    text: `update event_keys known set event_id = given.event_id, request_id = given.request_id, received_at = given.received_at
           from ${KEYS.sql}
           where known.org_id = $1 and known.platform = given.platform and known.key = given.key`,
    values: [orgId, ...KEYS.values(events)],
  })
}
