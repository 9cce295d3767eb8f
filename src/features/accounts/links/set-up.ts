import { HOUR_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { type Call, recordAct } from '../act.ts'
import { putMember } from '../members/member-store.ts'
import { normalEmail } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { hashNew } from '../sign-in/credentials.ts'
import { findUserByEmail, hasOperator, insertUser, type User } from '../user-store.ts'
import { deleteLinksOf, forgetLinks, insertLink, requireLink, takeLink } from './link-store.ts'

type Linking = Pick<AccountServices, 'db' | 'clock' | 'publicUrl'>

/** The address of the set-up page, good for one hour; undefined once somebody can administer this server. */
export async function createSetupLink({ db, clock, publicUrl }: Linking): Promise<string | undefined> {
  if (await hasOperator(db)) return undefined
  const now = clock()
  await forgetLinks(db, now)
  const { token } = await insertLink(db, { kind: 'setup', expiresAt: new Date(now.getTime() + HOUR_MS) }, now)
  return `${publicUrl}/setup?token=${token}`
}

export interface SetUp {
  readonly token: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly organization: { readonly name: string; readonly slug: string; readonly timezone: string }
}

/**
 * Creates the first operator, with an organisation. All of it happens, or nothing.
 * @throws Problem link-over, already-exists, unprocessable or busy
 */
export async function setUp(
  services: AccountServices,
  { token, organization, ...given }: SetUp,
  call: Call,
): Promise<User> {
  const { db, clock, catalog, createOrg } = services
  const now = clock()
  // A hash costs more than a look.
  await requireLink(db.kysely, 'setup', token, now)
  const email = normalEmail(given.email)
  const passwordHash = await hashNew(services, given.password, [email, given.name, organization.name])
  const user = await db.kysely.transaction().execute(async transaction => {
    await takeLink(transaction, 'setup', token, now)
    const name = given.name.trim()
    const made = await insertUser(transaction, { email, name, passwordHash, isOperator: true }, now)
    if (made === undefined) throw taken('email', `There is a person with the address ${email} already.`)
    const org = await createOrg(transaction, organization)
    if (org === undefined)
      throw taken(
        'organization/slug',
        `There is an organisation "${organization.slug}" already. Choose another slug.`,
      )
    await putMember(transaction, org.id, made.id, 'admin', now)
    await recordAct(services, transaction, made.id, call, { after: { email, role: 'admin', operator: true } })
    await deleteLinksOf(transaction, 'setup')
    return made
  })
  await catalog.changed(organization.slug)
  return user
}

const taken = (field: string, message: string): Problem =>
  new Problem('already-exists', message, [{ field: `/${field}`, message: 'is taken' }])

/**
 * An address that signs in to the organisation of the demo, once, as a person without a password.
 * @returns undefined if there is no such organisation
 */
export async function createDemoLink(
  { db, clock, publicUrl, catalog }: Linking & Pick<AccountServices, 'catalog'>,
  slug: string,
  email: string,
): Promise<string | undefined> {
  const org = await catalog.findOrg(slug)
  if (org === undefined) return undefined
  const now = clock()
  const person = { email, name: 'Demo', passwordHash: null }
  const user = (await insertUser(db.kysely, person, now)) ?? (await findUserByEmail(db.kysely, email))
  if (user === undefined) return undefined
  await putMember(db.kysely, org.id, user.id, 'admin', now)
  const expiresAt = new Date(now.getTime() + 15 * MINUTE_MS)
  const { token } = await insertLink(db, { kind: 'sign-in', userId: user.id, orgId: org.id, expiresAt }, now)
  return `${publicUrl}/api/v1/sign-in-links/${token}`
}
