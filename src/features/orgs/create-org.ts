import type { Transaction } from 'kysely'
import type { Tables } from '../../runtime/db/tables.ts'
import type { OrgBody } from './schema.ts'
import { checked, DEFAULT_SETTINGS } from './settings.ts'
import { insertOrg, type StoredOrg } from './store.ts'

/**
 * Creates an organisation as part of a transaction. Undefined if the slug is already used. The catalog learns of it
 * after the commit.
 * @throws Problem unprocessable
 */
export const createOrg = (
  transaction: Transaction<Tables>,
  { slug, name, timezone, currency }: Required<OrgBody>,
  now: Date,
): Promise<StoredOrg | undefined> =>
  insertOrg(transaction, slug, checked({ ...DEFAULT_SETTINGS, name: name.trim(), timezone, currency }), now)
