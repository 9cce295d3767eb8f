import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { OrgKey } from './store.ts'

export interface NewKey {
  readonly id: string
  readonly name: string
  readonly scopes: string[]
  readonly secretHash: string
}

export const insertKey = (configuration: Configuration, org: OrgKey, key: NewKey, now: Date) =>
  changeOrg(configuration, org, transaction =>
    transaction
      .insertInto('api_keys')
      .values({
        org_id: org.id,
        id: key.id,
        name: key.name,
        scopes: key.scopes,
        secret_hash: key.secretHash,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  )

export const listKeys = ({ kysely }: Database, org: OrgKey, after: string, limit: number) =>
  kysely
    .selectFrom('api_keys')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Whether the key existed. */
export const deleteKey = (configuration: Configuration, org: OrgKey, id: string): Promise<boolean> =>
  changeOrg(configuration, org, async transaction => {
    const gone = await transaction
      .deleteFrom('api_keys')
      .where('org_id', '=', org.id)
      .where('id', '=', id)
      .executeTakeFirst()
    return gone.numDeletedRows > 0n
  })
