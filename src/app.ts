import type { FastifyInstance } from 'fastify'
import { forgetCells } from './attribution/forget-cells.ts'
import { STRATEGIES } from './bandit/strategies.ts'
import { createRates } from './delay/rates.ts'
import { delayRoutes } from './delay/routes.ts'
import type { Acceptance } from './deliver/accept.ts'
import { deliverRoutes, deliveryRoutes, transportRoutes } from './deliver/routes.ts'
import { findKnown } from './deliver/store.ts'
import type { Wish } from './deliver/wish.ts'
import { evaluateRoutes } from './evaluate/routes.ts'
import { feedbackRoutes, feedbackSchemaRoute } from './feedback/routes.ts'
import { explainRoutes } from './generate/explain-routes.ts'
import { type Generator, generate } from './generate/generate.ts'
import type { GenerateInput } from './generate/input.ts'
import { generateRoutes } from './generate/routes.ts'
import { healthRoutes } from './http/health.ts'
import { createHttpServer } from './http/server.ts'
import { FIXES } from './ingest/fixes.ts'
import { settingsRoutes } from './orgs/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { findPlatform } from './platforms/index.ts'
import { profileRoutes } from './profiles/routes.ts'
import { recommendationRoutes } from './recommendations/routes.ts'
import { eventRoutes } from './requests/event-routes.ts'
import { loadEvents } from './requests/event-store.ts'
import { liveRoutes } from './requests/live-routes.ts'
import { requestRoutes } from './requests/routes.ts'
import { StoredEvent } from './requests/schema.ts'
import { resultsRoutes } from './results/routes.ts'
import type { Services } from './services.ts'
import { setupRoutes } from './setup/routes.ts'
import { simulateRoutes } from './simulate/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { limitHandshakes } from './webhooks/handshake.ts'
import type { Door } from './webhooks/receive.ts'
import { webhookRoutes } from './webhooks/routes.ts'
import { storeSample } from './webhooks/sample.ts'
import { recommendingOf } from './worker.ts'

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
  await app.register(settingsRoutes, managed)
  await app.register(setupRoutes, {
    ...managed,
    ...services,
    storeSample: (org, platform, report, at) => storeSample(services, org, platform, report, at),
  })
  await app.register(templateRoutes, managed)
  await app.register(resultsRoutes, {
    ...managed,
    allocationOf: services.policies.allocationOf,
    blockedOf: services.policies.blockedOf,
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
    loadEvents: (orgId, ids) => loadEvents(db, orgId, ids),
  })
  return app
}

const checkStore = async ({ db }: Services): Promise<void> => {
  await db.query({ name: 'ping', text: 'select 1' })
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
  announce: ({ org, template, input, decision, vars }) =>
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

// Nobody renders a message while this waits, so that a choice may take longer than one that somebody waits for.
const DELIVER_BUDGET_MS = 10_000

/** Where deliver meets generate: the request id is the tracking id, so that reports join. */
const acceptanceOf = (services: Services): Acceptance => ({
  queue: services.deliveries,
  queued: services.deliveriesQueued,
  clock: services.clock,
  transports: services.transports,
  findKnown: (orgId, requestId) => findKnown(services.db, orgId, requestId),
  async choose(org, wish) {
    const generator = { ...generatorOf(services), budgetMs: DELIVER_BUDGET_MS }
    const { decision_id, copy } = await generate(generator, org, toInput(wish))
    return { decisionId: decision_id, copyId: copy.id, vars: copy.vars }
  },
})

const toInput = ({ requestId, phone, ...wish }: Wish): GenerateInput => ({
  ...wish,
  // Who is known by nothing else is known by the number.
  userId: wish.userId ?? (wish.email === null ? phone : null),
  trackingId: requestId,
  useCache: true,
  trace: false,
  preview: false,
  idempotencyKey: null,
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
