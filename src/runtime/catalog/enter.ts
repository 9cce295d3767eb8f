import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Actor } from '../http/actor.ts'
import { holderOf, presentedKey, requireKey } from '../http/api-key.ts'
import type { Scope } from '../http/permission.ts'
import { Problem } from '../http/problem.ts'
import type { Admission } from './admission.ts'
import type { Org } from './catalog.ts'
import type { KeyUses } from './key-uses.ts'
import type { Catalog } from './live.ts'
import { enterMember, requireSession, type Sessions, tokenOfRequest } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The guard sets this before any other code reads the request. */
    org: Org
    /** Who makes the request. The guard sets it too. */
    actor: Actor
  }
}

export interface Access {
  readonly catalog: Catalog
  readonly adminKeyHash: string
  readonly sessions: Sessions
  readonly clock: Clock
  readonly keyUses: KeyUses
  readonly admission: Admission
}

export interface Entry {
  readonly scope: Scope
  /** Whether even GET changes something. */
  readonly hasEffects: boolean
}

/**
 * An `onRequest` hook for routes with `:org`. It finds the organisation and checks the key or the session before the
 * body is read.
 * @throws Problem org-not-found, missing-key, wrong-key, expired-key, wrong-scope, signed-out, not-permitted,
 * cross-site or key-and-session
 */
export function enterOrg(access: Access, entry: Entry) {
  const { catalog, adminKeyHash, clock, keyUses } = access
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const { headers } = request
    const { org: slug } = request.params as { org: string }
    const org = headers.cookie === undefined ? catalog.known(slug) : undefined
    const actor = org && holderOf(presentedKey(headers), entry.scope, { adminKeyHash, keys: org.keys, clock })
    // Nearly every request of a running server ends here, without a promise.
    if (org !== undefined && actor !== undefined) {
      request.org = org
      request.actor = actor
      keyUses.seen(org, actor, request, slug)
      done()
    } else {
      const token = access.sessions.tokenOf(headers)
      const entered =
        token === undefined
          ? enterWithKey(access, entry, slug, request)
          : enterSignedIn(access, entry, slug, request)
      entered.then(() => done(), done)
    }
  }
}

async function enterSignedIn(
  { catalog, sessions }: Access,
  { hasEffects }: Entry,
  slug: string,
  request: FastifyRequest,
): Promise<void> {
  const token = tokenOfRequest(sessions, request, hasEffects)
  const signedIn = await requireSession(sessions, token)
  request.org = await findOrg(catalog, slug)
  await enterMember(sessions, signedIn, request)
}

/**
 * Looks up in the store an organisation or key that is not in memory, for example because another process created it
 * recently.
 */
async function enterWithKey(
  { catalog, adminKeyHash, clock, keyUses, admission }: Access,
  { scope }: Entry,
  slug: string,
  request: FastifyRequest,
): Promise<void> {
  const org = await findOrgOf(request, catalog, admission, slug)
  try {
    request.actor = requireKey(request.headers, scope, { adminKeyHash, keys: org.keys, clock })
  } catch (error) {
    // A call without a key stays one, and wrong keys from one network cause few queries.
    const refusal = presentedKey(request.headers) === undefined ? error : admission.refused(request.ip, org)
    if (refusal !== undefined) throw refusal
    await catalog.refresh().catch(() => {})
    const fresh = catalog.known(slug)
    if (fresh === undefined || fresh === org) throw error
    request.actor = requireKey(request.headers, scope, { adminKeyHash, keys: fresh.keys, clock })
  }
  request.org = catalog.known(slug) ?? org
  keyUses.seen(request.org, request.actor, request, slug)
}

/** An `onRequest` hook after the one that finds the caller. It limits the calls of keys, people and organisations. */
export const limitCalls =
  (admission: Admission, scope: Scope) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void =>
    done(admission.admit({ scope, org: request.org, actor: request.actor }, reply))

/** The format of slugs. Other texts are not looked up. */
export const SLUG = /^[a-z0-9][a-z0-9-]{1,62}$/

/**
 * The organisation of a call from outside, whose tries count.
 * @throws Problem org-not-found or too-many-requests
 */
export async function findOrgOf(
  request: { readonly ip: string },
  catalog: Catalog,
  admission: Admission,
  slug: string,
): Promise<Org> {
  try {
    return await findOrg(catalog, slug)
  } catch (error) {
    const isUnknown = error instanceof Problem && error.code === 'org-not-found'
    throw (isUnknown ? admission.refused(request.ip, undefined) : undefined) ?? error
  }
}

/** @throws Problem org-not-found */
export async function findOrg(catalog: Catalog, slug: string): Promise<Org> {
  const org = SLUG.test(slug) ? await catalog.findOrg(slug) : undefined
  if (!org)
    throw new Problem(
      'org-not-found',
      `There is no organisation "${slug}". Check the last part of the address.`,
    )
  return org
}
