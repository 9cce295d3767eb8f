import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Tables } from '../../runtime/db/tables.ts'
import type { AccountServices, Act } from './services.ts'
import { listOrgIds, readUser } from './user-store.ts'

/** What a request says about the act it makes. */
export interface Call {
  readonly action: string
  /** Of the caller. */
  readonly address: string
}

export const callOf = ({ routeOptions, ip }: FastifyRequest): Call => ({
  action: routeOptions.schema?.operationId ?? 'unknown',
  address: ip,
})

type Details = Partial<Pick<Act, 'orgIds' | 'object' | 'after'>>

/** Stores what a person did, by default in the logs of all their organisations and about their own account. */
export async function recordAct(
  { acts }: Pick<AccountServices, 'acts'>,
  transaction: Kysely<Tables>,
  userId: string,
  call: Call,
  details: Details = {},
): Promise<void> {
  await acts.record(transaction, await actOf(transaction, userId, call, details))
}

/**
 * Stores that somebody could not prove to be a person. It returns at once: an answer that waited for the row would take
 * longer for an account that exists.
 */
export function recordRefusal(
  { acts, db, log }: Pick<AccountServices, 'acts' | 'db' | 'log'>,
  userId: string,
  call: Call,
): void {
  actOf(db.kysely, userId, call, {})
    .then(act => acts.refuse(act))
    .catch((error: unknown) => log.error({ err: error }, 'a refused sign-in is missing in the audit log'))
}

async function actOf(
  kysely: Kysely<Tables>,
  userId: string,
  { action, address }: Call,
  details: Details,
): Promise<Act> {
  const { id, name } = await readUser(kysely, userId)
  const orgIds = details.orgIds ?? (await listOrgIds(kysely, id))
  return {
    person: { id, name },
    orgIds,
    action,
    address,
    object: { type: 'member', id },
    after: null,
    ...details,
  }
}
