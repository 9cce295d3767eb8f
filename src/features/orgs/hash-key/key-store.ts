import { randomBytes } from 'node:crypto'
import { type Configuration, changeOrg } from '../../../runtime/catalog/change.ts'
import type { Vault } from '../../../runtime/http/secrets.ts'

const KEY_BYTES = 32

export interface HashKey {
  /** In hexadecimal. */
  readonly key: string
  readonly createdAt: Date
}

/** The key of an organisation's hashes. It is made if there is none, and never changes: hashes of others would meet nobody. */
export const openHashKey = (
  configuration: Configuration,
  org: { readonly id: number; readonly slug: string },
  vault: Vault,
  now: Date,
): Promise<HashKey> =>
  changeOrg(configuration, org, async transaction => {
    const key = vault.seal(randomBytes(KEY_BYTES).toString('hex'))
    await transaction
      .insertInto('person_hash_keys')
      .values({ org_id: org.id, key, created_at: now })
      .onConflict(conflict => conflict.column('org_id').doNothing())
      .execute()
    const stored = await transaction
      .selectFrom('person_hash_keys')
      .select(['key', 'created_at'])
      .where('org_id', '=', org.id)
      .executeTakeFirstOrThrow()
    return { key: vault.open(stored.key), createdAt: stored.created_at }
  })
