import type { FastifyInstance } from 'fastify'
import { STRATEGIES } from './core/bandit/strategies.ts'
import { findPlatform } from './core/platforms/index.ts'
import { annotationRoutes } from './features/annotations/routes.ts'
import { forgetCells } from './features/attribution/count/forget-cells.ts'
import { auditRoutes } from './features/audit/routes.ts'
import { watchChanges } from './features/audit/watch.ts'
import { setupRoutes } from './features/connections/routes.ts'
import type { Acceptance } from './features/deliver/accept.ts'
import { deliveryCsvRoute } from './features/deliver/csv-routes.ts'
import type { DeliverRequest } from './features/deliver/request.ts'
import { deliverRoutes, deliveryRoutes, transportRoutes } from './features/deliver/routes.ts'
import { findKnown } from './features/deliver/store.ts'
import { evaluateRoutes } from './features/evaluate/routes.ts'
import { feedbackRoutes, feedbackSchemaRoute } from './features/feedback/routes.ts'
import { explainRoutes } from './features/generate/explain-routes.ts'
import { type Generator, generate } from './features/generate/generate.ts'
import type { GenerateInput } from './features/generate/input.ts'
import { generateRoutes } from './features/generate/routes.ts'
import { requestCsvRoute } from './features/inbound-log/csv-routes.ts'
import { eventRoutes } from './features/inbound-log/event-routes.ts'
import { loadEvents } from './features/inbound-log/event-store.ts'
import { liveRoutes } from './features/inbound-log/live-routes.ts'
import { requestRoutes } from './features/inbound-log/routes.ts'
import { StoredEvent } from './features/inbound-log/schema.ts'
import { FIXES } from './features/ingest/fixes.ts'
import { settingsRoutes } from './features/orgs/routes.ts'
import { peopleRoutes } from './features/people/routes.ts'
import { publicUrlRoutes } from './features/public-url/routes.ts'
import { recommendationCsvRoute } from './features/recommendations/csv-routes.ts'
import { recommendationRoutes } from './features/recommendations/routes.ts'
import { createAnswerCache } from './features/results/cache.ts'
import { resultsRoutes } from './features/results/routes.ts'
import { createRates } from './features/send-time/rates.ts'
import { delayRoutes } from './features/send-time/routes.ts'
import { simulateRoutes } from './features/simulate/routes.ts'
import { templateRoutes } from './features/templates/routes.ts'
import { trafficMarks } from './features/templates/traffic/marks.ts'
import { usageRoutes } from './features/usage/routes.ts'
import { limitHandshakes } from './features/webhooks/handshake.ts'
import type { Door } from './features/webhooks/receive.ts'
import { webhookRoutes } from './features/webhooks/routes.ts'
import { storeSample } from './features/webhooks/sample.ts'
import { profileRoutes } from './features/write-back/routes.ts'
import { createStoreCheck } from './runtime/db/store-check.ts'
import { consoleRoutes } from './runtime/http/console.ts'
import { healthRoutes } from './runtime/http/health.ts'
import { createHttpServer } from './runtime/http/server.ts'
import type { Services } from './services.ts'
import { recommendingOf } from './worker.ts'

/** Every route, in reading order. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { catalog, adminKeyHash, clock, db, log, trustProxy } = services
  const access = { catalog, adminKeyHash, sessions: services.sessions, clock, keyUses: services.keyUses }
  const managed = { prefix: '/api/v1', access, db, clock }
  const app = await createHttpServer({ log, trustProxy, sharedSchemas: [StoredEvent] })
  app.addHook('onResponse', (request, reply, done) => {
    services.metrics.observeRequest(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
    done()
  })

  watchChanges(app, { db, clock })

  await app.register(healthRoutes, { metrics: services.metrics, checkStore: createStoreCheck(db) })
  await app.register(generateRoutes, { access, generator: generatorOf(services) })
  await app.register(webhookRoutes, {
    access,
    door: doorOf(services),
    findPlatform,
    clock,
    bodyLimitBytes: services.webhookBodyLimitBytes,
  })
  await app.register(settingsRoutes, managed)
  await app.register(auditRoutes, managed)
  await app.register(usageRoutes, managed)
  await app.register(publicUrlRoutes, { access, ...services })
  await app.register(setupRoutes, {
    ...managed,
    ...services,
    storeSample: (org, platform, report, at) => storeSample(services, org, platform, report, at),
  })
  await app.register(templateRoutes, { ...managed, allocationOf: services.policies.allocationOf })
  const results = { db, clock, ...services.policies }
  await app.register(resultsRoutes, { ...managed, ...results, answers: createAnswerCache(results) })
  await app.register(annotationRoutes, {
    ...managed,
    changesOf: (orgId, templateId, period, limit) =>
      trafficMarks(db.kysely, orgId, templateId, period, limit),
  })
  await app.register(recommendationRoutes, { ...managed, ...recommendingOf(services) })
  await app.register(simulateRoutes, { ...managed, strategy: STRATEGIES.adaptive })
  await app.register(evaluateRoutes, { ...managed, strategies: STRATEGIES })
  await app.register(explainRoutes, managed)
  await app.register(requestRoutes, {
    ...managed,
    fixOf: outcome => FIXES[outcome],
    onReplay: services.inboundArrived.fire,
  })
  await app.register(requestCsvRoute, { ...managed, fixOf: outcome => FIXES[outcome] })
  await app.register(recommendationCsvRoute, managed)
  await app.register(deliveryCsvRoute, managed)
  await app.register(liveRoutes, {
    ...managed,
    fixOf: outcome => FIXES[outcome],
    arrived: services.inboundArrived,
  })
  await app.register(eventRoutes, managed)
  await app.register(profileRoutes, managed)
  await app.register(delayRoutes, {
    access,
    delaying: { session: db, rates: createRates(db, clock), answers: services.sendTimes, clock },
  })
  await app.register(deliverRoutes, { access, acceptance: acceptanceOf(services) })
  await app.register(deliveryRoutes, { ...managed, queued: services.deliveriesQueued })
  await app.register(transportRoutes, {
    ...managed,
    configuration: { db, catalog },
    vault: services.vault,
  })
  await app.register(feedbackSchemaRoute, services)
  await app.register(feedbackRoutes, { ...services, ...managed, configuration: { db, catalog } })
  await app.register(peopleRoutes, {
    ...managed,
    forgetCells,
    loadEvents: (org, ids) => loadEvents(db, org, ids),
  })
  await app.register(consoleRoutes)
  return app
}

const generatorOf = ({
  ledger,
  policies,
  profileQueue,
  clock,
  log,
  metrics,
  generateBudgetMs,
}: Services): Generator => ({
  ledger,
  policies,
  clock,
  log,
  budgetMs: generateBudgetMs,
  prepareWriteBack: ({ org, template, input, decision, vars }) =>
    decision.variantId === null
      ? undefined
      : profileQueue.prepare(org, template, {
          decisionId: decision.id,
          decidedAt: decision.decidedAt,
          userId: input.userId,
          email: input.email,
          copyId: decision.variantId,
          trackingId: input.trackingId ?? decision.id,
          vars,
        }),
  onAnswer: (_org, { reason, degraded }) => metrics.observeAnswer(reason, degraded === true),
})

// No platform renders a message meanwhile, so this choice may take longer than others.
const DELIVER_BUDGET_MS = 10_000

/** Connects deliver with generate: the request id is the tracking id, so that reports match. */
const acceptanceOf = (services: Services): Acceptance => ({
  queue: services.deliveries,
  queued: services.deliveriesQueued,
  clock: services.clock,
  transports: services.transports,
  findKnown: (orgId, requestId) => findKnown(services.db, orgId, requestId),
  async choose(org, request) {
    const generator = { ...generatorOf(services), budgetMs: DELIVER_BUDGET_MS }
    const { decision_id, copy } = await generate(generator, org, toInput(request))
    return { decisionId: decision_id, copyId: copy.id, vars: copy.vars }
  },
})

const toInput = ({ requestId, phone, ...request }: DeliverRequest): GenerateInput => ({
  ...request,
  // A person without another id is identified by the number.
  userId: request.userId ?? (request.email === null ? phone : null),
  trackingId: requestId,
  useCache: true,
  trace: false,
  preview: false,
  idempotencyKey: null,
  passedOver: [],
})

const HANDSHAKES_PER_HOUR = 10

const doorOf = (services: Services): Door => ({
  inbox: services.inbox,
  budgetMs: services.webhookBudgetMs,
  onStored(org, platform, at) {
    services.tally.received(org.id, platform.slug, at)
    services.inboundArrived.fire()
  },
  keySet: services.keySet,
  allowHandshake: limitHandshakes(HANDSHAKES_PER_HOUR),
  onRefused(org, platform, reason) {
    services.metrics.observeRefusal(platform.slug, reason)
    services.tally.refused(org.id, platform.slug, reason, services.clock())
    services.log.warn({ org: org.slug, platform: platform.slug, reason }, 'webhook refused')
  },
})
