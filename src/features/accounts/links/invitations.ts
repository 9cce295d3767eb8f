import type { Kysely } from 'kysely'
import { DAY_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { SignedIn } from '../../../runtime/catalog/sessions.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import type { Role } from '../../../runtime/http/permission.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { unprocessable } from '../../../runtime/http/unprocessable.ts'
import { type Call, recordAct } from '../act.ts'
import { findMember, putMember } from '../members/member-store.ts'
import type { AccountServices } from '../services.ts'
import { toRole } from '../sessions/sessions.ts'
import { hashNew, requirePerson } from '../sign-in/credentials.ts'
import { findUserByEmail, insertUser, type User } from '../user-store.ts'
import { type AccountLink, insertLink, requireLink, takeLink } from './link-store.ts'

const VALID_MS = 7 * DAY_MS

/** @throws Problem already-exists for a member */
export async function invite(
  { db, clock, publicUrl, mail }: AccountServices,
  org: Org,
  { email, role, madeBy }: { readonly email: string; readonly role: Role; readonly madeBy: string },
) {
  const known = await findUserByEmail(db.kysely, email)
  if (known && (await findMember(db.kysely, org.id, known.id)))
    throw new Problem('already-exists', `${email} is a member already. Change the role there.`)
  const now = clock()
  const expiresAt = new Date(now.getTime() + VALID_MS)
  const link = await insertLink(
    db,
    { kind: 'invitation', orgId: org.id, email, role, madeBy, expiresAt },
    now,
  )
  const url = `${publicUrl}/invite/${link.token}`
  const mailed = await mail(org, email, {
    subject: `${madeBy} invites you to ${org.name} on Parley`,
    text: `${madeBy} invites you to the organisation ${org.name} on Parley, as ${role}.\n\nAccept within seven days:\n${url}\n\nIf you expected no invitation, ignore this mail.`,
  })
  return { link, url, mailed }
}

/** What somebody needs to accept an invitation. */
export async function accountFor(
  kysely: Kysely<Tables>,
  { email }: AccountLink,
  signedIn: SignedIn | undefined,
): Promise<'new' | 'existing' | 'signed-in'> {
  if (signedIn !== undefined && signedIn.user.email === email) return 'signed-in'
  return (await findUserByEmail(kysely, email ?? '')) === undefined ? 'new' : 'existing'
}

export interface Acceptance {
  readonly token: string
  readonly name: string | undefined
  readonly password: string | undefined
  readonly signedIn: SignedIn | undefined
  readonly call: Call
}

/**
 * Makes the invited person a member.
 * @throws Problem link-over, unprocessable, wrong-credentials, too-many-requests or busy
 */
export async function acceptInvitation(services: AccountServices, given: Acceptance): Promise<User['id']> {
  const { db, clock, sessions } = services
  const now = clock()
  const link = await requireLink(db.kysely, 'invitation', given.token, now)
  const who = await proveOwner(services, link, given)
  const userId = await db.kysely.transaction().execute(async transaction => {
    const { org_id, role } = await takeLink(transaction, 'invitation', given.token, now)
    const id = who.id ?? (await insertUser(transaction, who, now))?.id
    if (id === undefined)
      throw new Problem('conflict', `${who.email} has an account since a moment ago. Try again.`)
    if (org_id !== null) {
      await putMember(transaction, org_id, id, toRole(role ?? ''), now)
      const after = { email: link.email, role, invited_by: link.made_by }
      await recordAct(services, transaction, id, given.call, { orgIds: [org_id], after })
    }
    return id
  })
  sessions.forget()
  return userId
}

interface Invited {
  /** Undefined: of a new person. */
  readonly id?: string
  readonly email: string
  readonly name: string
  readonly passwordHash: string | null
}

async function proveOwner(services: AccountServices, link: AccountLink, given: Acceptance): Promise<Invited> {
  const { signedIn, call, name = '', password } = given
  const email = link.email ?? ''
  const known = { email, name, passwordHash: null }
  const account = await accountFor(services.db.kysely, link, signedIn)
  if (account === 'signed-in' && signedIn !== undefined) return { ...known, id: signedIn.user.id }
  if (password === undefined) throw unprocessable({ field: '/password', message: 'password is needed.' })
  if (account === 'existing')
    return { ...known, id: (await requirePerson(services, call, email, password)).id }
  if (name.trim() === '') throw unprocessable({ field: '/name', message: 'name is needed.' })
  return { email, name: name.trim(), passwordHash: await hashNew(services, password, [email, name]) }
}
