import { sha256Hex } from '../../lib/hash.ts'
import type { Database } from '../db/session.ts'
import { createApiKey } from '../http/api-key.ts'

export interface AdminKey {
  readonly adminKeyHash: string
  /** The operator's key, if this start has created it: it is shown once. */
  readonly newAdminKey: string | undefined
}

/** The configured key, or the key created at the first start, of which only the hash is kept. */
export async function loadAdminKey({ kysely }: Database, configured: string): Promise<AdminKey> {
  if (configured !== '') return { adminKeyHash: sha256Hex(configured), newAdminKey: undefined }
  const made = createApiKey()
  const stored = await kysely
    .insertInto('instance_settings')
    .values({ key: ADMIN_KEY_HASH, value: made.secretHash })
    .onConflict(conflict => conflict.column('key').doNothing())
    .returning('value')
    .executeTakeFirst()
  if (stored) return { adminKeyHash: made.secretHash, newAdminKey: made.key }
  const { value } = await kysely
    .selectFrom('instance_settings')
    .select('value')
    .where('key', '=', ADMIN_KEY_HASH)
    .executeTakeFirstOrThrow()
  return { adminKeyHash: value, newAdminKey: undefined }
}

const ADMIN_KEY_HASH = 'admin_key_hash'

/**
 * Creates a new operator's key in place of the generated one. Running processes keep the old key until they
 * restart.
 */
export async function renewAdminKey({ kysely }: Database): Promise<string> {
  const { key, secretHash } = createApiKey()
  await kysely
    .insertInto('instance_settings')
    .values({ key: ADMIN_KEY_HASH, value: secretHash })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value: secretHash }))
    .execute()
  return key
}
