import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOperator, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import { attributeRoutes } from './attribute-routes.ts'
import { channelRoutes } from './channel-routes.ts'
import type { StartApplying } from './channel-store.ts'
import { eventMappingRoutes } from './event-mapping-routes.ts'
import { hashKeyRoutes } from './hash-key/routes.ts'
import { keyRoutes } from './key-routes.ts'
import { type OrgsServices, orgRoutes, orgsRoutes } from './org-routes.ts'
import { sandboxRoutes } from './sandbox-routes.ts'

export interface SettingsServices extends Pick<OrgsServices, 'addAdmin'> {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly startApplying: StartApplying
}

/** Organisations, and what they have configured besides templates. */
export const settingsRoutes: FastifyPluginAsyncTypebox<SettingsServices> = async (app, services) => {
  const { access, db, clock, vault, addAdmin, startApplying } = services
  const configuration = { db, catalog: access.catalog }

  await app.register(async operated => {
    guardOperator(operated, access)
    await operated.register(orgsRoutes, { configuration, clock, addAdmin })
  })

  await app.register(async entered => {
    guardOrg(entered, access, { scope: 'manage', change: 'operate' })
    await entered.register(orgRoutes, { configuration, clock })
    await entered.register(sandboxRoutes, { configuration, clock })
    await entered.register(keyRoutes, { configuration, clock })
    await entered.register(attributeRoutes, { configuration, clock })
    await entered.register(eventMappingRoutes, { configuration })
    await entered.register(hashKeyRoutes, { configuration, clock, vault })
    await entered.register(channelRoutes, { configuration, start: startApplying })
  })
}
