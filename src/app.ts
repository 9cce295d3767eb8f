import type { FastifyInstance } from 'fastify'
import type { Generator } from './generate/generate.ts'
import { generateRoutes } from './generate/routes.ts'
import { healthRoutes } from './http/health.ts'
import { createHttpServer } from './http/server.ts'
import { FIXES } from './ingest/fixes.ts'
import { settingsRoutes } from './orgs/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { findPlatform } from './platforms/index.ts'
import { eventRoutes } from './requests/event-routes.ts'
import { loadEvents } from './requests/event-store.ts'
import { requestRoutes } from './requests/routes.ts'
import { StoredEvent } from './requests/schema.ts'
import { resultsRoutes } from './results/routes.ts'
import type { Services } from './services.ts'
import { templateRoutes } from './templates/routes.ts'
import type { Door } from './webhooks/receive.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** The contents page: every route there is, in reading order. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { catalog, adminKeyHash, clock, db, log, trustProxy } = services
  const access = { catalog, adminKeyHash }
  const managed = { prefix: '/api/v1', access, db, clock }
  const app = await createHttpServer({ log, trustProxy, sharedSchemas: [StoredEvent] })
  app.addHook('onResponse', (request, reply, done) => {
    services.metrics.observeRequest(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
    done()
  })

  await app.register(healthRoutes, { metrics: services.metrics, checkStore: () => checkStore(services) })
  await app.register(generateRoutes, { access, generator: generatorOf(services) })
  await app.register(webhookRoutes, {
    access,
    door: doorOf(services),
    findPlatform,
    clock,
    bodyLimitBytes: services.webhookBodyLimitBytes,
  })
  await app.register(settingsRoutes, { ...managed, vault: services.vault, publicUrl: services.publicUrl })
  await app.register(templateRoutes, managed)
  await app.register(resultsRoutes, { ...managed, allocationOf: services.policies.allocationOf })
  await app.register(requestRoutes, {
    ...managed,
    fixOf: outcome => FIXES[outcome],
    onReplay: services.inboundArrived.fire,
  })
  await app.register(eventRoutes, managed)
  await app.register(peopleRoutes, { ...managed, loadEvents: (orgId, ids) => loadEvents(db, orgId, ids) })
  return app
}

const checkStore = async ({ db }: Services): Promise<void> => {
  await db.query({ name: 'ping', text: 'select 1' })
}

const generatorOf = ({ ledger, policies, clock, log, metrics, generateBudgetMs }: Services): Generator => ({
  ledger,
  policies,
  clock,
  log,
  budgetMs: generateBudgetMs,
  onAnswer: (_org, { reason, degraded }) => metrics.observeAnswer(reason, degraded === true),
})

const doorOf = ({ inbox, inboundArrived, metrics, log }: Services): Door => ({
  inbox,
  onStored: inboundArrived.fire,
  keySet: url => Promise.reject(new Error(`not fetched yet: ${url}`)),
  onRefused(org, platform, reason) {
    metrics.observeRefusal(platform.slug, reason)
    log.warn({ org: org.slug, platform: platform.slug, reason }, 'webhook refused')
  },
})
