import type { Kysely } from 'kysely'
import type { Tables } from '../../../runtime/db/tables.ts'
import { type Call, recordAct } from '../act.ts'
import { deleteLinks, invitationsFor } from '../links/link-store.ts'
import { changeMembers, findMember, putMember } from '../members/member-store.ts'
import type { AccountServices } from '../services.ts'
import { toRole } from '../sessions/sessions.ts'
import { findUserByEmail, findUserBySubject, insertUser, updateUser } from '../user-store.ts'
import { type Admission, admit, type Identity, type Refusal } from './identity.ts'

/** Finds, links or creates the person of an identity, with the roles of its invitations and claims. */
export async function enterWith(
  services: AccountServices,
  identity: Identity,
  domains: readonly string[],
  call: Call,
): Promise<{ readonly userId: string } | { readonly refusal: Refusal }> {
  const { db, clock } = services
  const now = clock()
  const entered = await db.kysely.transaction().execute(async transaction => {
    const invitations =
      identity.email === undefined ? [] : await invitationsFor(transaction, identity.email, now)
    const byEmail =
      identity.email === undefined ? undefined : await findUserByEmail(transaction, identity.email)
    const admission = admit(
      identity,
      {
        bySubject: (await findUserBySubject(transaction, identity.issuer, identity.subject))?.id,
        byEmail: byEmail && { id: byEmail.id, hasIdentity: byEmail.oidc_subject !== null },
        isInvited: invitations.length > 0,
      },
      domains,
    )
    if (admission.kind === 'refused') return { refusal: admission.reason }
    const userId = await personOf(transaction, admission, identity, now)
    for (const { org_id, role, email, made_by } of invitations)
      if (org_id !== null) {
        await putMember(transaction, org_id, userId, toRole(role ?? ''), now)
        const after = { email, role, invited_by: made_by }
        const accepted = { ...call, action: 'acceptInvitation' }
        await recordAct(services, transaction, userId, accepted, { orgIds: [org_id], after })
      }
    if (invitations.length > 0)
      await deleteLinks(
        transaction,
        invitations.map(({ token_hash }) => token_hash),
      )
    return { userId }
  })
  if ('userId' in entered && entered.userId !== undefined) {
    await applyRoles(services, entered.userId, identity, call)
    services.sessions.forget()
  }
  return entered
}

async function personOf(
  transaction: Kysely<Tables>,
  admission: Exclude<Admission, { kind: 'refused' }>,
  { issuer, subject, name }: Identity,
  now: Date,
): Promise<string> {
  if (admission.kind === 'known') return admission.userId
  if (admission.kind === 'linked') {
    await updateUser(transaction, admission.userId, { oidc_issuer: issuer, oidc_subject: subject })
    return admission.userId
  }
  const user = { email: admission.email, name, passwordHash: null, oidc: { issuer, subject } }
  const made = await insertUser(transaction, user, now)
  if (made === undefined) throw new Error('Somebody else has got this address a moment ago.')
  return made.id
}

/** The provider decides roles, except that an organisation keeps its last admin. */
async function applyRoles(
  services: AccountServices,
  userId: string,
  { roles }: Identity,
  call: Call,
): Promise<void> {
  const { db, catalog, clock, log } = services
  for (const [slug, role] of roles) {
    const org = await catalog.findOrg(slug)
    if (org === undefined) continue
    const changed = await changeMembers(db, org.id, async transaction => {
      const before = await findMember(transaction, org.id, userId)
      if (before?.role === role) return true
      await putMember(transaction, org.id, userId, role, clock())
      await recordAct(services, transaction, userId, call, { orgIds: [org.id], after: { role } })
      return true
    })
    if (changed === undefined)
      log.warn(
        { org: slug, user: userId, role },
        'the role claim would take away the last admin and is not followed',
      )
  }
}
