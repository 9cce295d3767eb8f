import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { holds, presentedKey, requireKey, type Scope } from '../http/api-key.ts'
import { documentScope } from '../http/openapi/operation.ts'
import { Problem } from '../http/problem.ts'
import type { Org } from './catalog.ts'
import type { Catalog } from './live.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The guard sets this before any other code reads the request. */
    org: Org
  }
}

export interface Access {
  readonly catalog: Catalog
  readonly adminKeyHash: string
}

/** Guards routes with `:org`: their callers need a key of that organisation with the scope, and the document says so. */
export function guardOrg(app: FastifyInstance, access: Access, scope: Scope): void {
  app.addHook('onRequest', enterOrg(access, scope))
  documentScope(app, scope)
}

/** Guards what only the operator may do. */
export function guardOperator(app: FastifyInstance, { adminKeyHash }: Access): void {
  app.addHook('onRequest', async request => requireKey(request.headers, 'manage', { adminKeyHash }))
  documentScope(app, 'operator')
}

/**
 * An `onRequest` hook for routes with `:org`. It finds the organisation and checks the key before the body is read.
 * @throws Problem org-not-found, missing-key, wrong-key or wrong-scope
 */
function enterOrg(access: Access, scope: Scope) {
  const { catalog, adminKeyHash } = access
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const { org: slug } = request.params as { org: string }
    const org = catalog.known(slug)
    // Nearly every request of a running server ends here, without a promise.
    if (org !== undefined && holds(presentedKey(request.headers), scope, { adminKeyHash, keys: org.keys })) {
      request.org = org
      done()
    } else {
      enterSlowly(access, scope, slug, request).then(() => done(), done)
    }
  }
}

/**
 * Looks up in the store an organisation or key that is not in memory, for example because another process created it
 * recently.
 */
async function enterSlowly(
  { catalog, adminKeyHash }: Access,
  scope: Scope,
  slug: string,
  request: FastifyRequest,
): Promise<void> {
  const org = await findOrg(catalog, slug)
  try {
    requireKey(request.headers, scope, { adminKeyHash, keys: org.keys })
  } catch (error) {
    await catalog.refresh().catch(() => {})
    const fresh = catalog.known(slug)
    if (fresh === undefined || fresh === org) throw error
    requireKey(request.headers, scope, { adminKeyHash, keys: fresh.keys })
  }
  request.org = catalog.known(slug) ?? org
}

/** The format of slugs. Other texts are not looked up. */
export const SLUG = /^[a-z0-9][a-z0-9-]{1,62}$/

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
