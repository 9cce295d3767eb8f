import { Problem } from '../../../runtime/http/problem.ts'
import { unprocessable } from '../../../runtime/http/unprocessable.ts'
import { type Call, recordRefusal } from '../act.ts'
import { weaknessOf } from '../password/weakness.ts'
import type { AccountServices } from '../services.ts'
import { findUserByEmail, type User, updateUser } from '../user-store.ts'

type Checking = Pick<AccountServices, 'db' | 'passwords' | 'limiter' | 'acts' | 'log'>

/**
 * The person with an address and a password.
 * @throws Problem wrong-credentials, too-many-requests or busy
 */
export async function requirePerson(
  services: Checking,
  call: Call,
  email: string,
  password: string,
): Promise<User> {
  const { db, passwords, limiter } = services
  const { address } = call
  limiter.enter(address, email)
  const found: { user?: User | undefined } = {}
  const isRight = await passwords.verify(async () => {
    found.user = await findUserByEmail(db.kysely, email)
    return found.user?.password_hash ?? null
  }, password)
  const { user } = found
  const stored = user?.password_hash ?? null
  if (user === undefined || stored === null || !isRight) {
    if (user !== undefined) recordRefusal(services, user.id, call)
    throw new Problem(
      'wrong-credentials',
      'The address or the password is not right. Ask an admin for a link, or run "parley user reset EMAIL" on the server.',
    )
  }
  limiter.succeeded(address, email)
  if (passwords.isOutdated(stored))
    await updateUser(db.kysely, user.id, { password_hash: await passwords.hash(password) })
  return user
}

/** @throws Problem unprocessable or busy */
export async function hashNew(
  { passwords }: Pick<AccountServices, 'passwords'>,
  password: string,
  about: readonly string[],
): Promise<string> {
  const message = weaknessOf(password, about)
  if (message !== undefined) throw unprocessable({ field: '/password', message })
  return passwords.hash(password)
}
