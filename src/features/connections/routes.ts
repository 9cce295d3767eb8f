import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { VetUrl } from './addresses.ts'
import { causeRoutes } from './cause-routes.ts'
import { platformRoutes } from './platform-routes.ts'
import type { Tally } from './tally.ts'
import { type TrialServices, trialRoutes } from './trial-routes.ts'

export interface SetupServices extends TrialServices {
  readonly access: Access
  readonly db: Database
  readonly vault: Vault
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly tally: Tally
  readonly vetUrl: VetUrl
}

/** Connecting platforms. */
export const setupRoutes: FastifyPluginAsyncTypebox<SetupServices> = async (app, services) => {
  const { access, db, vault, clock, log, publicUrl, call, tally, storeSample, vetUrl } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  await app.register(platformRoutes, {
    configuration: { db, catalog: access.catalog },
    vault,
    clock,
    publicUrl,
    ...{ tally, vetUrl },
  })
  await app.register(causeRoutes, { db, clock, call, tally, publicUrl })
  await app.register(trialRoutes, { call, clock, log, storeSample })
}
