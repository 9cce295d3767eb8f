import { HOUR_MS } from '../../../lib/duration.ts'
import { type Call, recordAct } from '../act.ts'
import type { AccountServices } from '../services.ts'
import { deleteSessionsOf } from '../sessions/session-store.ts'
import { hashNew } from '../sign-in/credentials.ts'
import { readUser, type User, updateUser } from '../user-store.ts'
import { deleteLinksOf, insertLink, requireLink, takeLink } from './link-store.ts'

/** A link with which a person chooses a new password, good for an hour. Earlier ones end. */
export async function createReset(
  { db, clock, publicUrl }: Pick<AccountServices, 'db' | 'clock' | 'publicUrl'>,
  userId: string,
  madeBy: string,
): Promise<{ readonly url: string; readonly expiresAt: Date }> {
  const now = clock()
  const expiresAt = new Date(now.getTime() + HOUR_MS)
  await deleteLinksOf(db.kysely, 'reset', userId)
  const { token } = await insertLink(db, { kind: 'reset', userId, madeBy, expiresAt }, now)
  return { url: `${publicUrl}/reset/${token}`, expiresAt }
}

/**
 * Stores the new password, and ends all sessions of the person.
 * @throws Problem link-over, unprocessable or busy
 */
export async function resetPassword(
  services: AccountServices,
  token: string,
  password: string,
  call: Call,
): Promise<User['id']> {
  const { db, clock, sessions } = services
  const now = clock()
  const { user_id } = await requireLink(db.kysely, 'reset', token, now)
  const { id, email, name } = await readUser(db.kysely, user_id ?? '')
  const passwordHash = await hashNew(services, password, [email, name])
  await db.kysely.transaction().execute(async transaction => {
    await takeLink(transaction, 'reset', token, now)
    await updateUser(transaction, id, { password_hash: passwordHash })
    await deleteSessionsOf(transaction, id)
    await recordAct(services, transaction, id, call)
  })
  sessions.forget()
  return id
}
