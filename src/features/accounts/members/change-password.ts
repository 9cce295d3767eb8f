import { Problem } from '../../../runtime/http/problem.ts'
import { type Call, recordAct, recordRefusal } from '../act.ts'
import type { AccountServices } from '../services.ts'
import { deleteSessionsOf } from '../sessions/session-store.ts'
import { hashNew } from '../sign-in/credentials.ts'
import { readUser, updateUser } from '../user-store.ts'

export interface PasswordChange {
  /** Empty if there is none yet. */
  readonly current: string
  readonly password: string
}

/**
 * Stores a new password, and ends all sessions of the person.
 * @throws Problem wrong-credentials, unprocessable, too-many-requests or busy
 */
export async function changePassword(
  services: AccountServices,
  userId: string,
  call: Call,
  { current, password }: PasswordChange,
): Promise<void> {
  const { db, passwords, limiter, sessions } = services
  const { email, name, password_hash } = await readUser(db.kysely, userId)
  if (password_hash !== null) {
    limiter.enter(call.address, email)
    if (!(await passwords.verify(async () => password_hash, current))) {
      recordRefusal(services, userId, call)
      throw new Problem('wrong-credentials', 'The current password is not right.', [
        { field: '/current', message: 'is not right' },
      ])
    }
    limiter.succeeded(call.address, email)
  }
  const hash = await hashNew(services, password, [email, name])
  await db.kysely.transaction().execute(async transaction => {
    await updateUser(transaction, userId, { password_hash: hash })
    await deleteSessionsOf(transaction, userId)
    await recordAct(services, transaction, userId, call)
  })
  sessions.forget()
}
