import type { Session } from '../../runtime/db/session.ts'
import { changeEvents } from './change-events-store.ts'
import { itemsWith } from './items-sql.ts'

/** Event names in which one of the names occurs, in any case. Those that an adapter knows are nobody's. */
export async function findEventNames(
  session: Session,
  orgId: number,
  names: readonly string[],
): Promise<readonly string[]> {
  const rows = await session.query<{ text: string }>({
    text: `select distinct text from event_names cross join lateral (values (native_event), (name)) as said (text)
           where org_id = $1 and (read_as is null or read_as = 'custom')
             and exists (select from unnest($2::text[]) as given (name) where strpos(lower(text), lower(given.name)) > 0)`,
    values: [orgId, names],
  })
  return rows.map(({ text }) => text)
}

/** Those of the event names that an event of somebody has. Erased people are nobody. */
export async function findUsedNames(
  session: Session,
  orgId: number,
  eventNames: readonly string[],
): Promise<readonly string[]> {
  const rows = await session.query<{ text: string }>({
    text: `select text from unnest($2::text[]) as given (text)
           where exists (select from events e where e.org_id = $1 and (e.native_event = text or e.name = text)
             and (e.user_key is not null or e.email is not null))`,
    values: [orgId, eventNames],
  })
  return rows.map(({ text }) => text)
}

const unquoted = (column: string): string => `replace(${column}, '"' || $2 || '"', '"' || $3 || '"')`

/** The fields of an item that change; $4 and $5 are the new names as JSON, $6 and $7 both names in quotes within a text of JSON. */
const RENAMED = `item || case when item->>'native_event' = $2 then $4::jsonb else '{}' end
  || case when item->>'name' = $2 then $5::jsonb else '{}' end
  || case when item ? 'reason' then ('{"reason":' || replace((item->'reason')::text, $6, $7) || '}')::jsonb else '{}' end`

/** A name in quotes, as it stands within a text of JSON. */
const quotedWithin = (name: string): string => JSON.stringify(`"${name}"`).slice(1, -1)

/**
 * Replaces an event name in events, in what became of calls without content, in the list of event names, and in the sums of
 * the channels.
 */
export async function replaceEventName(
  session: Session,
  orgId: number,
  from: string,
  to: string,
): Promise<void> {
  const swapped = (column: string) => `case when ${column} = $2 then $3 else ${column} end`
  await changeEvents(
    session,
    orgId,
    `update events e set native_event = ${swapped('native_event')}, name = ${swapped('name')}, reason = ${unquoted('reason')}
     where org_id = $1 and (native_event = $2 or name = $2)`,
    [from, to],
  )
  // Calls with content belong to other people, and would bring the name back when they are read again.
  await session.query({
    text: `update inbound_requests r set reason = ${unquoted('r.reason')}, items = ${itemsWith(RENAMED)}
           where r.org_id = $1 and octet_length(r.body) = 0
             and exists (select from jsonb_array_elements(r.items) as item where $2 in (item->>'native_event', item->>'name'))`,
    values: [
      ...[orgId, from, to, JSON.stringify({ native_event: to }), JSON.stringify({ name: to })],
      ...[quotedWithin(from), quotedWithin(to)],
    ],
  })
  await session.query({
    text: `with gone as (
             delete from event_names where org_id = $1 and (native_event = $2 or name = $2) returning *
           )
           insert into event_names as known (org_id, platform, native_event, name, read_as, count, first_seen, last_seen, request_id)
           select org_id, platform, ${swapped('native_event')}, ${swapped('name')}, min(read_as), sum(count), min(first_seen),
             max(last_seen), (array_agg(request_id order by last_seen desc))[1]
           from gone group by 1, 2, 3, 4
           on conflict (org_id, platform, native_event, name) do update set count = known.count + excluded.count,
             first_seen = least(known.first_seen, excluded.first_seen), last_seen = greatest(known.last_seen, excluded.last_seen)`,
    values: [orgId, from, to],
  })
  await session.query({
    text: `with gone as (delete from channel_days where org_id = $1 and name in ($2, lower($2)) returning *)
           insert into channel_days as known (org_id, type, name, day, platform, webhook, warehouse)
           select org_id, type, $3, day, platform, sum(webhook), sum(warehouse) from gone group by 1, 2, 4, 5
           on conflict (org_id, type, name, day, platform) do update set
             webhook = known.webhook + excluded.webhook, warehouse = known.warehouse + excluded.warehouse`,
    values: [orgId, from.toLowerCase(), to.toLowerCase()],
  })
}
