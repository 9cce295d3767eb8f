import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { guardOrg } from '../../../runtime/catalog/access.ts'
import { partitionRoutes } from './partitions/routes.ts'
import { runRoutes } from './runs/run-routes.ts'
import type { SourceServices } from './services.ts'
import { settingsRoutes } from './settings-routes.ts'
import { tryRoutes } from './try-routes.ts'

/** Sources: exports of a warehouse that Parley reads itself. */
export const sourceRoutes: FastifyPluginAsyncTypebox<SourceServices> = async (
  app,
  { access, db, clock, kinds, onQueued },
) => {
  // Not the rest of the options: the prefix among them would count twice.
  const services = { access, db, clock, kinds, onQueued }
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  await app.register(settingsRoutes, services)
  await app.register(tryRoutes, services)
  await app.register(runRoutes, services)
  await app.register(partitionRoutes, services)
}
