import type { Kysely } from 'kysely'
import type { Database } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import type { Role } from '../../../runtime/http/permission.ts'

/** Members by id, which is by the time they joined Parley. */
export const listMembers = ({ kysely }: Database, orgId: number, after: string, limit: number) =>
  members(kysely, orgId)
    .where('users.id', '>', after === '' ? NOBODY : after)
    .orderBy('users.id')
    .limit(limit)
    .execute()

const NOBODY = '00000000-0000-0000-0000-000000000000'

export const findMember = (kysely: Kysely<Tables>, orgId: number, userId: string) =>
  members(kysely, orgId).where('users.id', '=', userId).executeTakeFirst()

const members = (kysely: Kysely<Tables>, orgId: number) =>
  kysely
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(select => [
      'users.id',
      'users.email',
      'users.name',
      'users.is_operator',
      'memberships.role',
      'memberships.created_at as joined_at',
      select('users.password_hash', 'is not', null).as('has_password'),
      select('users.oidc_subject', 'is not', null).as('has_oidc'),
      select
        .selectFrom('sessions')
        .select(({ fn }) => fn.max('sessions.seen_at').as('seen_at'))
        .whereRef('sessions.user_id', '=', 'users.id')
        .as('seen_at'),
    ])
    .where('memberships.org_id', '=', orgId)

export type Member = NonNullable<Awaited<ReturnType<typeof findMember>>>

/** Gives a role, to a member or somebody new. */
export const putMember = (kysely: Kysely<Tables>, orgId: number, userId: string, role: Role, now: Date) =>
  kysely
    .insertInto('memberships')
    .values({ org_id: orgId, user_id: userId, role, created_at: now })
    .onConflict(conflict => conflict.columns(['org_id', 'user_id']).doUpdateSet({ role }))
    .execute()

/**
 * Changes the members of an organisation. Changes run one after the other, so that two admins cannot each remove the
 * other.
 * @returns undefined, with nothing changed, if it would have none
 */
export async function changeMembers<Answer>(
  { kysely }: Database,
  orgId: number,
  work: (transaction: Kysely<Tables>) => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await kysely.transaction().execute(async transaction => {
      await transaction.selectFrom('orgs').select('id').where('id', '=', orgId).forNoKeyUpdate().execute()
      const answer = await work(transaction)
      const admins = await transaction
        .selectFrom('memberships')
        .select('user_id')
        .where('org_id', '=', orgId)
        .where('role', '=', 'admin')
        .limit(1)
        .execute()
      if (admins.length === 0) throw new NoAdmin()
      return answer
    })
  } catch (error) {
    if (error instanceof NoAdmin) return undefined
    throw error
  }
}

class NoAdmin extends Error {}

export const deleteMember = (kysely: Kysely<Tables>, orgId: number, userId: string) =>
  kysely.deleteFrom('memberships').where('org_id', '=', orgId).where('user_id', '=', userId).execute()

/**
 * Organisations of a person where another person is not an admin.
 * @param adminId undefined: nobody, such as a key of one organisation
 */
export const orgsBeyond = ({ kysely }: Database, userId: string, adminId = NOBODY) =>
  kysely
    .selectFrom('memberships as theirs')
    .innerJoin('orgs', 'orgs.id', 'theirs.org_id')
    .leftJoin('memberships as own', join =>
      join
        .onRef('own.org_id', '=', 'theirs.org_id')
        .on('own.user_id', '=', adminId)
        .on('own.role', '=', 'admin'),
    )
    .select('orgs.slug')
    .where('theirs.user_id', '=', userId)
    .where('own.org_id', 'is', null)
    .execute()

/** Admins who can sign in without OpenID Connect. */
export async function countPasswordAdmins({ kysely }: Database, orgId: number): Promise<number> {
  const { count } = await kysely
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('memberships.org_id', '=', orgId)
    .where('memberships.role', '=', 'admin')
    .where('users.password_hash', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}
