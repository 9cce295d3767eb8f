import type { Decision, Kept } from '../decision.ts'
import { keyOfPerson } from '../message-key.ts'

/**
 * Whether an earlier decision with the same tracking id or idempotency key is for another person. People are the same
 * if they share an id or an address, and nobody is a stranger to a request that names no one.
 */
export function isOfAnother(kept: Kept, { id, userKey, email }: Decision): boolean {
  if (kept.id === id || kept.userKey === null || userKey === null) return false
  const [theirs, ours] = [namesOf(kept), namesOf({ userKey, email })]
  const differ = (one: string | null, other: string | null): boolean =>
    one !== null && other !== null && one !== other
  const isShared = [theirs.id, theirs.email].some(
    name => name !== null && (name === ours.id || name === ours.email),
  )
  return !isShared && (differ(theirs.id, ours.id) || differ(theirs.email, ours.email))
}

/** The user key is the address if there is no user id. */
const namesOf = ({ userKey, email }: Pick<Kept, 'userKey' | 'email'>) => ({
  id: userKey === email ? null : userKey,
  email,
})

/** The decision with a message key of its own, for this person. */
export const forThisPerson = (decision: Decision): Decision =>
  decision.messageKey === null || decision.userKey === null
    ? decision
    : { ...decision, messageKey: keyOfPerson(decision.messageKey, decision.userKey) }
