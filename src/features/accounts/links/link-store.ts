import { randomBytes } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import { sha256Hex } from '../../../lib/hash.ts'
import { createId } from '../../../lib/id.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { AccountLinkRow } from '../../../runtime/db/table-rows/account-rows.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import type { Role } from '../../../runtime/http/permission.ts'
import { Problem } from '../../../runtime/http/problem.ts'

export const LINK_KINDS = ['setup', 'invitation', 'reset', 'sign-in'] as const
export type LinkKind = (typeof LINK_KINDS)[number]
export type AccountLink = Selectable<AccountLinkRow>

export interface NewLink {
  readonly kind: LinkKind
  readonly orgId?: number
  readonly email?: string
  readonly role?: Role
  readonly userId?: string
  readonly madeBy?: string
  readonly expiresAt: Date
}

/** Makes a link. Its token is shown once; the store keeps only the hash. */
export async function insertLink(
  { kysely }: Pick<Database, 'kysely'>,
  link: NewLink,
  now: Date,
): Promise<AccountLink & { readonly token: string }> {
  const token = randomBytes(32).toString('base64url')
  const row = await kysely
    .insertInto('account_links')
    .values({
      token_hash: sha256Hex(token),
      id: createId(now.getTime()),
      kind: link.kind,
      org_id: link.orgId ?? null,
      email: link.email ?? null,
      role: link.role ?? null,
      user_id: link.userId ?? null,
      made_by: link.madeBy ?? null,
      created_at: now,
      expires_at: link.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { ...row, token }
}

/** @throws Problem link-over */
export async function requireLink(
  kysely: Kysely<Tables>,
  kind: LinkKind,
  token: string,
  now: Date,
): Promise<AccountLink> {
  const row = await kysely
    .selectFrom('account_links')
    .selectAll()
    .where('token_hash', '=', sha256Hex(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row ?? refuseLink(kind)
}

/**
 * Uses up a link. Of two requests with the same one, the second is refused.
 * @throws Problem link-over
 */
export async function takeLink(
  transaction: Kysely<Tables>,
  kind: LinkKind,
  token: string,
  now: Date,
): Promise<AccountLink> {
  const row = await transaction
    .deleteFrom('account_links')
    .where('token_hash', '=', sha256Hex(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  return row ?? refuseLink(kind)
}

const NEXT: Readonly<Record<LinkKind, string>> = {
  setup: 'Restart the server: it prints a new one.',
  invitation: 'Ask an admin of the organisation for a new one.',
  reset: 'Ask an admin for a new one, or run "parley user reset EMAIL" on the server.',
  'sign-in': 'Sign in with your password, or run "parley user reset EMAIL" on the server.',
}

function refuseLink(kind: LinkKind): never {
  throw new Problem('link-over', `This link has been used already, or its time is over. ${NEXT[kind]}`)
}

/** The invitations of an organisation that can still be accepted, the newest first. */
export const listInvitations = ({ kysely }: Database, orgId: number, now: Date) =>
  kysely
    .selectFrom('account_links')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('kind', '=', 'invitation')
    .where('expires_at', '>', now)
    .orderBy('id', 'desc')
    .limit(100)
    .execute()

/** Whether it existed. */
export async function deleteInvitation({ kysely }: Database, orgId: number, id: string): Promise<boolean> {
  const gone = await kysely
    .deleteFrom('account_links')
    .where('org_id', '=', orgId)
    .where('kind', '=', 'invitation')
    .where('id', '=', id)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Invitations for an address, which a person who has proved to own it may accept. */
export const invitationsFor = (kysely: Kysely<Tables>, email: string, now: Date) =>
  kysely
    .selectFrom('account_links')
    .selectAll()
    .where('kind', '=', 'invitation')
    .where('email', '=', email)
    .where('expires_at', '>', now)
    .execute()

export const deleteLinks = (kysely: Kysely<Tables>, tokenHashes: readonly string[]) =>
  kysely.deleteFrom('account_links').where('token_hash', 'in', tokenHashes).execute()

/** Other links of the kind, such as older resets of the same person. */
export const deleteLinksOf = (kysely: Kysely<Tables>, kind: LinkKind, userId?: string) => {
  const all = kysely.deleteFrom('account_links').where('kind', '=', kind)
  return (userId === undefined ? all : all.where('user_id', '=', userId)).execute()
}

/** For housekeeping. */
export const forgetLinks = ({ kysely }: Pick<Database, 'kysely'>, now: Date) =>
  kysely.deleteFrom('account_links').where('expires_at', '<=', now).execute()
