import type { Kysely, Selectable } from 'kysely'
import { createId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { UserRow } from '../../runtime/db/table-rows/account-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'

export type User = Selectable<UserRow>

export const findUserByEmail = (kysely: Kysely<Tables>, email: string): Promise<User | undefined> =>
  kysely.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()

export const findUserBySubject = (
  kysely: Kysely<Tables>,
  issuer: string,
  subject: string,
): Promise<User | undefined> =>
  kysely
    .selectFrom('users')
    .selectAll()
    .where('oidc_issuer', '=', issuer)
    .where('oidc_subject', '=', subject)
    .executeTakeFirst()

export const readUser = (kysely: Kysely<Tables>, id: string): Promise<User> =>
  kysely.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly passwordHash: string | null
  readonly isOperator?: boolean
  readonly oidc?: { readonly issuer: string; readonly subject: string }
}

/** Undefined if somebody has the address already. */
export const insertUser = (kysely: Kysely<Tables>, user: NewUser, now: Date): Promise<User | undefined> =>
  kysely
    .insertInto('users')
    .values({
      id: createId(now.getTime()),
      email: user.email,
      name: user.name,
      password_hash: user.passwordHash,
      is_operator: user.isOperator ?? false,
      oidc_issuer: user.oidc?.issuer ?? null,
      oidc_subject: user.oidc?.subject ?? null,
      created_at: now,
    })
    .onConflict(conflict => conflict.column('email').doNothing())
    .returningAll()
    .executeTakeFirst()

export const updateUser = (
  kysely: Kysely<Tables>,
  id: string,
  change: Partial<Pick<User, 'name' | 'password_hash' | 'oidc_issuer' | 'oidc_subject'>>,
) => kysely.updateTable('users').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** Whether somebody can administer this installation. */
export async function hasOperator({ kysely }: Pick<Database, 'kysely'>): Promise<boolean> {
  const found = await kysely
    .selectFrom('users')
    .select('id')
    .where('is_operator', '=', true)
    .limit(1)
    .execute()
  return found.length > 0
}

export interface Belonging {
  readonly slug: string
  readonly name: string
  readonly role: string
}

/** The organisations of a person, by slug. The members of an organisation are those of its demo too. */
export const listBelongings = (kysely: Kysely<Tables>, userId: string): Promise<Belonging[]> =>
  kysely
    .selectFrom('memberships')
    .innerJoin('orgs', join =>
      join.on(({ or, eb }) =>
        or([
          eb('orgs.id', '=', eb.ref('memberships.org_id')),
          eb('orgs.demo_of', '=', eb.ref('memberships.org_id')),
        ]),
      ),
    )
    .select(['orgs.slug', 'orgs.name', 'memberships.role'])
    .where('memberships.user_id', '=', userId)
    .orderBy('orgs.slug')
    .execute()

/** The organisations that a person is a member of. */
export async function listOrgIds(kysely: Kysely<Tables>, userId: string): Promise<readonly number[]> {
  const rows = await kysely
    .selectFrom('memberships')
    .select('org_id')
    .where('user_id', '=', userId)
    .orderBy('org_id')
    .execute()
  return rows.map(({ org_id }) => org_id)
}

/** Everybody, with their organisations, for the command line. */
export const listUsers = ({ kysely }: Database) =>
  kysely
    .selectFrom('users')
    .leftJoin('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('orgs', 'orgs.id', 'memberships.org_id')
    .select(['users.email', 'users.name', 'users.is_operator', 'orgs.slug', 'memberships.role'])
    .orderBy('users.email')
    .orderBy('orgs.slug')
    .execute()
