import { hashedNameOf, isHashedName } from '../../../core/ids/hashed-name.ts'
import { namingPerson } from '../../../core/ids/none.ts'
import type { Link } from '../links.ts'

/** An organisation, and the key of its people's hashes if it has one. */
export interface HashingOrg {
  readonly id: number
  readonly personHashKey: string | undefined
}

/** The links of some names to their hashes: a hash is one more name of the same person. None without a key. */
export function hashLinksOf({ personHashKey: key }: HashingOrg, names: Iterable<string>): readonly Link[] {
  if (key === undefined) return []
  return [...new Set(names)]
    .filter(name => !isHashedName(name) && namingPerson(name) !== null)
    .map(name => ({ userId: name, email: hashedNameOf(key, name) }))
}
