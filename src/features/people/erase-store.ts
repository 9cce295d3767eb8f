import { erasedKey, isErasedKey } from '../../core/ids/erased-key.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { personBucket } from '../../runtime/db/sql/person-bucket-sql.ts'
import { changeEvents } from './change-events-store.ts'
import { DECISIONS, type DecisionKey, type EventKey } from './store.ts'

const EVENTS = rows<EventKey>({
  id: ['uuid', ({ id }) => id],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
})

// One function per table. Each returns the number of rows that lost personal data or were deleted.

/**
 * Removes the person's ids and attributes. The wording, its probability and its reason stay; so does the bucket, which
 * many people share, and which every sum by bucket needs.
 */
export async function clearDecisions(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
): Promise<number> {
  await markDays(
    session,
    orgId,
    decisions.map(({ decidedAt }) => decidedAt),
  )
  return change(
    session,
    `update decisions d set user_key = null, email = null, tracking_id = null, attrs = '{}', person_bucket = ${personBucket('d')}
     from ${DECISIONS.sql}
     where d.org_id = $1 and d.id = given.id and d.decided_at = given.decided_at`,
    [orgId, ...DECISIONS.values(decisions)],
  )
}

export function clearMessages(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
): Promise<number> {
  return change(
    session,
    `update messages m set user_key = null from ${DECISIONS.sql}
     where m.org_id = $1 and m.decision_id = given.id and m.decided_at = given.decided_at`,
    [orgId, ...DECISIONS.values(decisions)],
  )
}

/** A sentence about an id that names nobody quotes the id, which may be a name typed into a wrong field. */
const withoutQuotes = (column: string, quote = '"'): string =>
  `regexp_replace(${column}, '${quote}[^"]{1,80}${quote} names (nobody|nothing)', '${quote}…${quote} names \\1', 'g')`

const WITHOUT_CONTENT = `headers = '{}', query = '{}', body = '', reason = ${withoutQuotes('r.reason')},
  items = ${withoutQuotes('r.items::text', '\\\\"')}::jsonb`

/** Removes the person's ids, and notes that may quote them. The type, the time and the decision of each event stay. */
export function clearEvents(session: Session, orgId: number, events: readonly EventKey[]): Promise<number> {
  return changeEvents(
    session,
    orgId,
    `update events e set user_key = null, email = null, tracking_id = null, message_id = null, dedupe_key = null,
       refs = '{}', properties = '{}', notes = null, reason = case when e.notes is null then ${withoutQuotes('e.reason')} end
     from ${EVENTS.sql}
     where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at`,
    EVENTS.values(events),
  )
}

export interface RequestKey {
  readonly requestId: string
  readonly receivedAt: Date
}

const REQUESTS = rows<RequestKey>({
  id: ['uuid', ({ requestId }) => requestId],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
})

/**
 * Clears the calls that brought the events, including repeated calls, and the given further calls. Other people's
 * reports in the same calls are cleared too.
 * @param events newest first
 */
export async function clearRequests(
  session: Session,
  orgId: number,
  events: readonly EventKey[],
  further: readonly RequestKey[],
): Promise<number> {
  const keys: readonly RequestKey[] = [...events, ...further]
  const first = await change(
    session,
    `update inbound_requests r set ${WITHOUT_CONTENT}
     from (select distinct * from ${REQUESTS.sql}) as given
     where r.org_id = $1 and r.id = given.id and r.received_at = given.received_at`,
    [orgId, ...REQUESTS.values(keys)],
  )
  const earliest = events.at(-1)?.receivedAt
  if (!earliest) return first
  const again = await change(
    session,
    `update inbound_requests r set ${WITHOUT_CONTENT}
     where r.org_id = $1 and r.received_at >= $2 and r.outcome in ('duplicate', 'mixed') and octet_length(r.body) > 0
       and exists (select from jsonb_array_elements(r.items) as item where item->>'event_id' = any($3))`,
    [orgId, earliest, events.map(({ id }) => id)],
  )
  return first + again
}

/**
 * Clears calls of which not every part became an event, if a name occurs in them in any case, also as JSON, a query
 * string or UTF-16 writes it.
 */
export function clearUnread(session: Session, orgId: number, names: readonly string[]): Promise<number> {
  const written = names.flatMap(name => [name, asJson(name), encodeURIComponent(name)])
  const bytes = [...written.map(text => Buffer.from(text)), ...names.flatMap(asUtf16)]
  return change(
    session,
    `update inbound_requests r set ${WITHOUT_CONTENT}
     where r.org_id = $1 and octet_length(r.body) > 0 and r.outcome in (${UNREAD})
       and (exists (select from unnest($2::text[]) as hex
           where strpos(lower(encode(r.body, 'escape')), lower(encode(decode(hex, 'hex'), 'escape'))) > 0)
         or exists (select from unnest($3::text[]) as name where strpos(lower(r.query::text), lower(name)) > 0))`,
    [orgId, [...new Set(bytes.map(each => each.toString('hex')))], [...new Set(written)]],
  )
}

const UNREAD = ['unreadable', 'rejected', 'failed', 'mixed', 'unconfirmed', 'empty']
  .map(outcome => `'${outcome}'`)
  .join(', ')

/** In both orders of bytes. */
function asUtf16(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text, 'utf16le')
  return [bytes, Buffer.from(bytes).swap16()]
}

/** The text as JSON with escapes for all letters that are not ASCII. */
const asJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Replaces the senders' ids of events by hashes, so that a repeated report is still not counted again. */
export async function hashEventKeys(
  session: Session,
  orgId: number,
  events: readonly EventKey[],
): Promise<number> {
  const keys = await session.query<{ platform: string; key: string }>({
    text: `select known.platform, known.key from event_keys known join ${EVENTS.sql}
             on known.received_at = given.received_at and known.event_id = given.id where known.org_id = $1`,
    values: [orgId, ...EVENTS.values(events)],
  })
  return change(
    session,
    `update event_keys known set key = given.hash from ${HASHES.sql}
     where known.org_id = $1 and known.platform = given.platform and known.key = given.key`,
    [orgId, ...HASHES.values(keys.filter(({ key }) => !isErasedKey(key)))],
  )
}

const HASHES = rows<{ readonly platform: string; readonly key: string }>({
  platform: ['text', ({ platform }) => platform],
  key: ['text', ({ key }) => key],
  hash: ['text', ({ key }) => erasedKey(key)],
})

/** Makes a function that deletes the rows of a table that belong to decisions. */
const deleterByDecision =
  (table: string) =>
  (session: Session, orgId: number, decisions: readonly DecisionKey[]): Promise<number> =>
    change(session, `delete from ${table} where org_id = $1 and decision_id = any($2)`, [
      orgId,
      decisions.map(({ id }) => id),
    ])

/** Deletes the samples of calls. Their names are masked, but not their other values. */
export async function deleteSamples(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
): Promise<void> {
  await change(session, 'delete from call_samples where org_id = $1 and id = any($2)', [
    orgId,
    decisions.map(({ id }) => id),
  ])
}

/** Deletes the keys of requests. They contain tracking ids and user ids. */
export const deleteMessageKeys = deleterByDecision('message_keys')

/** Deletes message ids. A user of the platform could find the person with them. */
export const deleteMessageIds = deleterByDecision('message_ids')

/** Deletes the deliveries of feedback webhooks, sent and waiting. */
export const deleteFeedback = deleterByDecision('feedback_deliveries')

/** Deletes writes to the person's profiles, waiting and finished ones. */
export function deleteProfileWrites(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
  names: readonly string[],
): Promise<number> {
  return change(
    session,
    'delete from profile_writes where org_id = $1 and (decision_id = any($2) or user_key = any($3) or email = any($3))',
    [orgId, decisions.map(({ id }) => id), names],
  )
}

/**
 * Clears messages that Parley sends itself. Waiting messages are not sent any more. The hash of the request id
 * stays, so that the same request does not send again.
 */
export function clearDeliveries(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
  names: readonly string[],
): Promise<number> {
  return change(
    session,
    `update deliveries set request_id = null, user_id = null, email = null, phone = null, vars = '{}', tries = '[]', reason = null,
       message_id = null, is_told = true, state = case when state = 'queued' then 'canceled' else state end
     where org_id = $1 and (decision_id = any($2) or user_id = any($3) or email = any($3) or phone = any($3))`,
    [orgId, decisions.map(({ id }) => id), names],
  )
}

/** Deletes recent answers about when to send to the person. */
export function deleteSendTimes(session: Session, orgId: number, names: readonly string[]): Promise<number> {
  return change(session, 'delete from send_times where org_id = $1 and user_key = any($2)', [orgId, names])
}

export function deleteLinks(session: Session, orgId: number, names: readonly string[]): Promise<number> {
  return change(
    session,
    'delete from person_links where org_id = $1 and (user_id = any($2) or email = any($2))',
    [orgId, names],
  )
}

async function change(session: Session, text: string, values: readonly unknown[]): Promise<number> {
  const [row] = await session.query<{ count: number }>({
    text: `with changed as (${text} returning 1) select count(*) from changed`,
    values,
  })
  return row?.count ?? 0
}
