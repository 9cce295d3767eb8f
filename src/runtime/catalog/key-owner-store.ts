import { sha256Hex } from '../../lib/hash.ts'
import { equalDigests } from '../../lib/signature.ts'
import type { Database } from '../db/session.ts'

const KEY = /^parley_([0-9a-f]{12})_[0-9a-f]{48}$/

/** Whether a key is one of any organisation. Only the answer to a refused call asks this. */
export async function isKeyOfAnyOrg({ query }: Database, key: string | undefined): Promise<boolean> {
  const [, id] = KEY.exec(key ?? '') ?? []
  if (key === undefined || id === undefined) return false
  const stored = await query<{ hash: string }>({
    name: 'key-of-any-org',
    text: 'select secret_hash as hash from api_keys where id = $1',
    values: [id],
  })
  return stored.some(({ hash }) => equalDigests(sha256Hex(key), hash))
}
