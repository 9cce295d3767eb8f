import type { Selectable } from 'kysely'
import { DAY_MS } from '../../lib/duration.ts'
import { createId, firstIdOf, isId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { AuditEntryRow } from '../../runtime/db/table-rows/audit-rows.ts'
import { readCursor } from '../../runtime/http/page.ts'
import type { Changes } from './changes.ts'
import type { AuditFilter } from './schema.ts'
import { personId } from './subject.ts'

export type StoredEntry = Selectable<AuditEntryRow>

/** What is known of a call before it changes anything. */
export interface NewEntry {
  /** Undefined while the organisation is being created. */
  readonly orgId: number | undefined
  readonly actor: {
    readonly kind: 'user' | 'key' | 'operator' | 'system'
    readonly id: string
    readonly name: string
  }
  readonly action: string
  readonly object: { readonly type: string; readonly id: string | null }
  readonly templateId: string | null
  readonly fields: readonly string[]
  readonly ipPrefix: string | null
}

/** Ids from outside are indexed, and an address may hold what the store cannot. */
const ID_MAX = 400
const idText = (id: string): string => storableText(id.slice(0, ID_MAX))

const asRow = (entry: NewEntry, id: string, now: Date) => ({
  id,
  org_id: entry.orgId ?? null,
  at: now,
  actor_kind: entry.actor.kind,
  actor_id: idText(entry.actor.id),
  actor_name: idText(entry.actor.name),
  action: entry.action,
  object_type: entry.object.type,
  object_id: entry.object.id === null ? null : idText(entry.object.id),
  template_id: entry.templateId === null ? null : idText(entry.templateId),
  fields: [...entry.fields],
  ip_prefix: entry.ipPrefix,
})

/** Stores that a call begins. Returns the id of its row. */
export async function insertStarted({ kysely }: Database, entry: NewEntry, now: Date): Promise<string> {
  const id = createId(now.getTime())
  await kysely
    .insertInto('audit_entries')
    .values({ ...asRow(entry, id, now), state: 'started' })
    .execute()
  return id
}

const asColumns = ({ before, after }: Changes) => ({
  before: before === null ? null : JSON.stringify(before),
  after: after === null ? null : JSON.stringify(after),
})

export interface Ending extends Changes {
  readonly state: 'done' | 'failed'
  readonly status: number
  /** Of what the call has created. */
  readonly objectId: string | null
  readonly templateId: string | null
  /** Of the organisation that the call has created. */
  readonly orgSlug: string | null
}

export async function finishEntry({ kysely }: Database, id: string, ending: Ending): Promise<void> {
  await kysely
    .updateTable('audit_entries')
    .set(eb => ({
      ...asColumns(ending),
      state: ending.state,
      status: ending.status,
      object_id: eb.fn.coalesce('object_id', eb.val(ending.objectId)),
      template_id: eb.fn.coalesce('template_id', eb.val(ending.templateId)),
      org_id: eb.fn.coalesce(
        'org_id',
        eb
          .selectFrom('orgs')
          .select('orgs.id')
          .where('orgs.slug', '=', ending.orgSlug ?? ''),
      ),
    }))
    .where('id', '=', id)
    .execute()
}

/** For a call that was refused and so has changed nothing. */
export async function dropEntry({ kysely }: Database, id: string): Promise<void> {
  await kysely.deleteFrom('audit_entries').where('id', '=', id).execute()
}

/** Stores a whole row at once, for what needs no trace of its beginning. */
export async function insertDone(
  { kysely }: Pick<Database, 'kysely'>,
  entry: NewEntry,
  changes: Changes,
  now: Date,
): Promise<void> {
  await kysely
    .insertInto('audit_entries')
    .values({ ...asRow(entry, createId(now.getTime()), now), ...asColumns(changes), state: 'done' })
    .execute()
}

const APART_MS = 60_000

/** Stores what changes nothing: at most once a minute for the same call, so that nobody can fill the log. */
export async function insertOnce(
  { kysely }: Pick<Database, 'kysely'>,
  entry: NewEntry,
  outcome: { readonly state: 'done' | 'refused'; readonly status: number },
  now: Date,
): Promise<void> {
  const row = asRow(entry, createId(now.getTime()), now)
  const known = await kysely
    .selectFrom('audit_entries')
    .select('id')
    .where('org_id', '=', row.org_id)
    .where('id', '>=', firstIdOf(new Date(now.getTime() - APART_MS)))
    .where('state', '=', outcome.state)
    .where('actor_id', '=', row.actor_id)
    .where('action', '=', row.action)
    .where('object_id', 'is not distinct from', row.object_id)
    .executeTakeFirst()
  if (known) return
  await kysely
    .insertInto('audit_entries')
    .values({ ...row, ...outcome })
    .execute()
}

/**
 * A page of entries, newest first, with one more than the limit if there are more.
 * @throws Problem invalid-request if the cursor cannot be read
 */
export function listEntries(
  { kysely }: Database,
  orgId: number,
  { actor, action, object, template, state, from, to, cursor }: AuditFilter & { readonly cursor?: string },
  limit: number,
): Promise<readonly StoredEntry[]> {
  const last = readCursor(cursor, isId)
  const [type = '', ...rest] = object?.split(':') ?? []
  const named = rest.join(':')
  const id = type === 'person' && named !== '' ? personId(named) : named
  return kysely
    .selectFrom('audit_entries')
    .selectAll()
    .where('org_id', '=', orgId)
    .$if(actor !== undefined, select =>
      select.where(eb => eb.or([eb('actor_id', '=', actor ?? ''), eb('actor_name', '=', actor ?? '')])),
    )
    .$if(action !== undefined, select => select.where('action', '=', action ?? ''))
    .$if(object !== undefined, select => select.where('object_type', '=', type))
    .$if(id !== '', select => select.where('object_id', '=', id))
    .$if(template !== undefined, select => select.where('template_id', '=', template ?? ''))
    .$if(state !== undefined, select => select.where('state', '=', state ?? ''))
    .$if(from !== undefined, select => select.where('id', '>=', firstIdOf(new Date(from ?? 0))))
    .$if(to !== undefined, select => select.where('id', '<', firstIdOf(new Date(to ?? 0))))
    .$if(last !== '', select => select.where('id', '<', last))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

const KEPT_DAYS = 400
const ROWS_MAX = 200_000

/** Deletes rows older than 400 days, and the oldest of an organisation that has more than 200 000. */
export async function forgetOldEntries(db: Database, now: Date): Promise<void> {
  await db.query({
    text: 'delete from audit_entries where id < $1',
    values: [firstIdOf(new Date(now.getTime() - KEPT_DAYS * DAY_MS))],
  })
  const orgs = await db.query<{ id: number }>({ text: 'select id from orgs' })
  for (const { id } of orgs)
    await db.query({
      text: `delete from audit_entries where org_id = $1 and id <=
               (select id from audit_entries where org_id = $1 order by id desc offset ${ROWS_MAX} limit 1)`,
      values: [id],
    })
}
