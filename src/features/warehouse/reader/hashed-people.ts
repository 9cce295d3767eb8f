import { PERSON_COLUMNS } from './columns.ts'

/** People by hashes: of the export's own making, or made here with the key's pads, in hexadecimal. */
export type HashedPeople = 'already' | { readonly inner: string; readonly outer: string }

const HASH_DIGITS = 64

/** The name of a person, as an export has it, in SQL: the hash in hexadecimal. @param text a text in SQL */
export function hashSql(text: string, hashed: HashedPeople): string {
  if (hashed === 'already') return `lower(nullif(${text}, ''))`
  const name = `nullif(nfc_normalize(case when contains(${text}, '@') then lower(${text}) else ${text} end), '')`
  return `sha256(unhex('${hashed.outer}') || unhex(sha256(unhex('${hashed.inner}') || encode(${name}))))`
}

/** Whether a row names a person by something else than a hash, in SQL. */
export const IS_NOT_HASHED = PERSON_COLUMNS.map(
  name => `coalesce(not regexp_full_match(${name}, '[0-9a-f]{${HASH_DIGITS}}'), false)`,
).join(' or ')
