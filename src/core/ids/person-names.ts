import { restorePlus, spellAddress, spellUserId } from './spelling.ts'

/**
 * The names under which the rows of a person may be stored, from a user id or an address that somebody typed or put
 * into a query. The one spelling comes first. Rows of older versions have the sender's spelling.
 */
export function ownNames(user: string): readonly string[] {
  const given = restorePlus(user)
  return [...new Set([spellUserId(given), ...(given.includes('@') ? [spellAddress(given)] : []), user])]
}
