import type { Kysely } from 'kysely'
import { createId } from '../../../lib/id.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'

export interface StoredSession {
  readonly id: string
  readonly user_id: string
  readonly email: string
  readonly name: string
  readonly is_operator: boolean
  readonly created_at: Date
  readonly seen_at: Date
  readonly memberships: readonly { readonly org_id: number; readonly role: string }[]
}

/** Where a session is used from. */
export interface Origin {
  readonly address: string
  readonly agent: string
}

const AGENT_LENGTH_MAX = 300

export const insertSession = (
  kysely: Kysely<Tables>,
  tokenHash: string,
  userId: string,
  { address, agent }: Origin,
  now: Date,
) =>
  kysely
    .insertInto('sessions')
    .values({
      token_hash: tokenHash,
      id: createId(now.getTime()),
      user_id: userId,
      created_at: now,
      seen_at: now,
      address,
      agent: agent.slice(0, AGENT_LENGTH_MAX),
    })
    .execute()

export async function loadSession(db: Database, tokenHash: string): Promise<StoredSession | undefined> {
  const [row] = await db.query<StoredSession>({
    name: 'load-session',
    text: `
      select s.id, s.user_id, u.email, u.name, u.is_operator, s.created_at, s.seen_at, coalesce((
        select jsonb_agg(jsonb_build_object('org_id', o.id, 'role', m.role))
        from memberships m join orgs o on o.id = m.org_id or o.demo_of = m.org_id
        where m.user_id = s.user_id), '[]') as memberships
      from sessions s join users u on u.id = s.user_id
      where s.token_hash = $1`,
    values: [tokenHash],
  })
  return row
}

export const touchSession = ({ kysely }: Database, id: string, now: Date) =>
  kysely
    .updateTable('sessions')
    .set({ seen_at: now })
    .where('id', '=', id)
    .where('seen_at', '<', now)
    .execute()

/** Ends a session. Whose it was; undefined if it had ended before. */
export async function deleteSession(kysely: Kysely<Tables>, tokenHash: string): Promise<string | undefined> {
  const gone = await kysely
    .deleteFrom('sessions')
    .where('token_hash', '=', tokenHash)
    .returning('user_id')
    .executeTakeFirst()
  return gone?.user_id
}

/** Ends one session of a person. Whether it existed. */
export async function deleteOwnSession(kysely: Kysely<Tables>, userId: string, id: string): Promise<boolean> {
  const gone = await kysely
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** @param keptId of the session that stays, if one does */
export function deleteSessionsOf(kysely: Kysely<Tables>, userId: string, keptId?: string) {
  const all = kysely.deleteFrom('sessions').where('user_id', '=', userId)
  return (keptId === undefined ? all : all.where('id', '<>', keptId)).execute()
}

/** The sessions of a person that are not over, the one seen last first. */
export const listSessions = ({ kysely }: Database, userId: string, seenAfter: Date, createdAfter: Date) =>
  kysely
    .selectFrom('sessions')
    .select(['id', 'created_at', 'seen_at', 'address', 'agent'])
    .where('user_id', '=', userId)
    .where('seen_at', '>', seenAfter)
    .where('created_at', '>', createdAfter)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()

const LISTED_MAX = 100

/** For housekeeping. */
export const forgetSessions = ({ kysely }: Database, seenBefore: Date, createdBefore: Date) =>
  kysely
    .deleteFrom('sessions')
    .where(where => where.or([where('seen_at', '<', seenBefore), where('created_at', '<', createdBefore)]))
    .execute()
