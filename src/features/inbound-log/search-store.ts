import { sql } from 'kysely'
import { ownNames } from '../../core/ids/person-names.ts'
import { PLATFORMS } from '../../core/platforms/index.ts'
import { isId, timeOfId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Bound } from './bounds.ts'

const NAMED_MAX = 1_000
const RECENT_ROWS = 2_000
const RECENT_BYTES = 32_000_000

const NAMES = ['user_key', 'email', 'tracking_id', 'message_id'] as const

/**
 * The calls with events of this person, message or key, and the call or event with this id.
 * @returns their ids, and the id from which they are complete: undefined if all are complete
 */
export async function findByName(
  db: Database,
  orgId: number,
  text: string,
  bounds: readonly Bound[],
): Promise<{ readonly ids: readonly string[]; readonly horizon: string | undefined }> {
  const ids: string[] = isId(text) ? await findById(db, orgId, text.toLowerCase()) : []
  ids.push(...(await findByKey(db, orgId, text)))
  const horizons: string[] = []
  const persons = ownNames(text)
  for (const name of NAMES) {
    const isPerson = name === 'user_key' || name === 'email'
    const found = await findByColumn(db, orgId, name, isPerson ? persons : [text], bounds)
    ids.push(...found)
    const last = found.at(-1)
    if (found.length === NAMED_MAX && last !== undefined) horizons.push(last)
  }
  return { ids, horizon: horizons.sort().at(-1) }
}

/** Newest first. Events arrive with their calls, so the same bounds apply to both. */
async function findByColumn(
  { kysely }: Database,
  orgId: number,
  column: (typeof NAMES)[number],
  texts: readonly string[],
  bounds: readonly Bound[],
): Promise<readonly string[]> {
  const rows = await kysely
    .selectFrom('events')
    .select('request_id')
    .where('org_id', '=', orgId)
    .where(column, 'in', texts)
    .where(eb =>
      eb.and(
        bounds.map(([name, operator, value]) => eb(name === 'id' ? 'request_id' : name, operator, value)),
      ),
    )
    .orderBy('received_at', 'desc')
    .orderBy('request_id', 'desc')
    .limit(NAMED_MAX)
    .execute()
  return rows.map(({ request_id }) => request_id)
}

async function findById({ kysely }: Database, orgId: number, id: string): Promise<string[]> {
  const rows = await kysely
    .selectFrom('events')
    .select('request_id')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('received_at', '=', timeOfId(id))
    .execute()
  return [id, ...rows.map(({ request_id }) => request_id)]
}

async function findByKey(db: Database, orgId: number, text: string): Promise<readonly string[]> {
  const rows = await db.query<{ request_id: string }>({
    name: 'requests-by-key',
    text: 'select request_id from event_keys where org_id = $1 and platform = any($2) and key = $3',
    values: [orgId, PLATFORMS.map(({ slug }) => slug), text],
  })
  return rows.map(({ request_id }) => request_id)
}

/**
 * Among the newest calls within bounds, those whose body contains the text, in any case.
 * @returns their ids, and the oldest call that was searched: undefined if all within the bounds were
 */
export async function findInBodies(
  { kysely }: Database,
  orgId: number,
  text: string,
  bounds: readonly Bound[],
): Promise<{ readonly ids: readonly string[]; readonly horizon: string | undefined }> {
  const newest = kysely
    .selectFrom('inbound_requests')
    .select(['id', 'body'])
    .where('org_id', '=', orgId)
    .where(eb => eb.and(bounds.map(bound => eb(...bound))))
    .orderBy('id', 'desc')
    .limit(RECENT_ROWS + 1)
  const sized = kysely
    .selectFrom(newest.as('newest'))
    .select([
      'id',
      'body',
      sql<number>`sum(octet_length(body)) over (order by id desc)`.as('bytes'),
      sql<number>`row_number() over (order by id desc)`.as('place'),
    ])
  const isSearched = sql<boolean>`(place = 1 or bytes <= ${RECENT_BYTES} and place <= ${RECENT_ROWS})`
  const found = await kysely
    .selectFrom(sized.as('sized'))
    .select([
      sql<string[] | null>`array_agg(id) filter (where ${isSearched} and ${contains(text)})`.as('ids'),
      sql<string | null>`(array_agg(id order by id) filter (where ${isSearched}))[1]`.as('oldest'),
      sql<boolean>`coalesce(bool_and(${isSearched}), true)`.as('is_complete'),
    ])
    .executeTakeFirstOrThrow()
  return { ids: found.ids ?? [], horizon: found.is_complete ? undefined : (found.oldest ?? undefined) }
}

/** Bodies are bytes and not always text, so both sides are compared in the same escaped form. */
const contains = (text: string) =>
  sql<boolean>`strpos(lower(encode(body, 'escape')), lower(encode(convert_to(${text}, 'UTF8'), 'escape'))) > 0`

/** Of these calls, those whose body contains the text. */
export async function findAmong(
  { kysely }: Database,
  orgId: number,
  text: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const rows = await kysely
    .selectFrom('inbound_requests')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', 'in', [...ids])
    .where('received_at', 'in', ids.map(timeOfId))
    .where(contains(text))
    .execute()
  return rows.map(({ id }) => id)
}
