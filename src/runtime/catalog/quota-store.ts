import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../http/problem.ts'

const TABLES = { templates: 'templates', keys: 'api_keys' } as const

/**
 * Call it within `changeOrg`, where nobody else adds anything to the organisation.
 * @throws Problem quota-reached if the organisation has as many as the operator allows
 */
export async function requireRoom(
  transaction: Transaction<Tables>,
  orgId: number,
  what: keyof typeof TABLES,
): Promise<void> {
  const { limits } = await transaction
    .selectFrom('orgs')
    .select('limits')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  const most = limits[what]
  if (most === undefined) return
  const { count } = await transaction
    .selectFrom(TABLES[what])
    .select(select => select.fn.countAll().as('count'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= most)
    throw new Problem(
      'quota-reached',
      `This organisation may have ${most} ${what}, and has them. Delete one that is not needed, or ask the operator of this server for more.`,
    )
}
