import type { Selectable } from 'kysely'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { requireRoom } from '../../runtime/catalog/quota-store.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { ApiKeyRow } from '../../runtime/db/table-rows/configuration-rows.ts'
import type { CreatedKey } from '../../runtime/http/api-key.ts'
import type { OrgKey } from './org-key.ts'

export type StoredKeyRow = Selectable<ApiKeyRow>

export interface NewKey {
  readonly created: CreatedKey
  readonly name: string
  readonly scopes: string[]
  readonly createdBy: string
  readonly expiresAt: Date | null
  readonly callsPerMinute: number | null
}

/** @throws Problem quota-reached */
export const insertKey = (configuration: Configuration, org: OrgKey, key: NewKey, now: Date) =>
  changeOrg(configuration, org, async transaction => {
    await requireRoom(transaction, org.id, 'keys')
    return transaction
      .insertInto('api_keys')
      .values({
        org_id: org.id,
        id: key.created.id,
        name: key.name,
        scopes: key.scopes,
        secret_hash: key.created.secretHash,
        last_four: key.created.lastFour,
        created_by: key.createdBy,
        expires_at: key.expiresAt,
        calls_per_minute: key.callsPerMinute,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  })

/** Gives a key a new secret; the present one works until then. Undefined if the key does not exist. */
export const rotateKey = (
  configuration: Configuration,
  org: OrgKey,
  { id, secretHash, lastFour }: CreatedKey,
  previousUntil: Date,
) =>
  changeOrg(configuration, org, transaction =>
    transaction
      .updateTable('api_keys')
      .set(row => ({
        previous_hash: row.ref('secret_hash'),
        previous_until: previousUntil,
        secret_hash: secretHash,
        last_four: lastFour,
      }))
      .where('org_id', '=', org.id)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst(),
  )

const keysOf = ({ kysely }: Database, org: OrgKey) =>
  kysely.selectFrom('api_keys').selectAll().where('org_id', '=', org.id)

export const listKeys = (db: Database, org: OrgKey, after: string, limit: number) =>
  keysOf(db, org).where('id', '>', after).orderBy('id').limit(limit).execute()

export const readKey = (db: Database, org: OrgKey, id: string) =>
  keysOf(db, org).where('id', '=', id).executeTakeFirst()

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
