import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger } from 'fastify'
import type { Platform } from '../../core/platforms/platform.ts'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/db.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import { platformRoutes } from './platform-routes.ts'
import type { Tally } from './tally.ts'
import { trialRoutes } from './trial-routes.ts'

export interface SetupServices {
  readonly access: Access
  readonly db: Database
  readonly vault: Vault
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly call: VendorCall
  readonly tally: Tally
  /** Stores a report like a webhook call, marked as a sample; returns the id under which it is kept. */
  readonly storeSample: (org: Org, platform: Platform, report: unknown, at: Date) => Promise<string>
}

/** Connecting platforms. */
export const setupRoutes: FastifyPluginAsyncTypebox<SetupServices> = async (app, services) => {
  const { access, db, vault, clock, log, publicUrl, call, tally, storeSample } = services
  guardOrg(app, access, 'manage')
  await app.register(platformRoutes, {
    configuration: { db, catalog: access.catalog },
    vault,
    clock,
    publicUrl,
    tally,
  })
  await app.register(trialRoutes, { call, clock, log, storeSample })
}
