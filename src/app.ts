import type { FastifyInstance } from 'fastify'
import { STRATEGIES } from './core/bandit/strategies.ts'
import { findPlatform } from './core/platforms/index.ts'
import { demosOf } from './demo.ts'
import { putMember } from './features/accounts/members/member-store.ts'
import { accountRoutes } from './features/accounts/routes.ts'
import { annotationRoutes } from './features/annotations/routes.ts'
import { startCounting } from './features/attribution/count/count-metric.ts'
import { forgetCells } from './features/attribution/count/forget-cells.ts'
import { forgetMetric } from './features/attribution/count/forget-metric-store.ts'
import { windowOf } from './features/attribution/credit-conversion.ts'
import { configurationMarks } from './features/audit/marks.ts'
import { auditRoutes } from './features/audit/routes.ts'
import { watchChanges } from './features/audit/watch.ts'
import { sampleRoutes } from './features/call-samples/routes.ts'
import { recentCallsOf, samplePersonOf } from './features/call-samples/samples.ts'
import { coverageRoutes } from './features/channel-coverage/routes.ts'
import { setupRoutes } from './features/connections/routes.ts'
import { sourcesOf } from './features/connections/source-health.ts'
import { deliveryCsvRoute } from './features/deliver/csv-routes.ts'
import { deliverRoutes, deliveryRoutes } from './features/deliver/routes.ts'
import { transportRoutes } from './features/deliver/transport-routes.ts'
import { demoRoutes } from './features/demo/history/routes.ts'
import { diagnosticsRoutes } from './features/diagnostics/routes.ts'
import { evaluateRoutes } from './features/evaluate/routes.ts'
import { feedbackRoutes, feedbackSchemaRoute } from './features/feedback/routes.ts'
import { explainRoutes } from './features/generate/explain-routes.ts'
import { generateRoutes } from './features/generate/routes.ts'
import { requestCsvRoute } from './features/inbound-log/csv-routes.ts'
import { listEventNames } from './features/inbound-log/event-names.ts'
import { eventRoutes } from './features/inbound-log/event-routes.ts'
import { loadEvents } from './features/inbound-log/event-store.ts'
import { maskEvent } from './features/inbound-log/inspect/mask-request.ts'
import { liveRoutes } from './features/inbound-log/live-routes.ts'
import { requestRoutes } from './features/inbound-log/routes.ts'
import { StoredEvent } from './features/inbound-log/schema.ts'
import { startApplying } from './features/ingest/channels/apply-choices.ts'
import { jobRoutes } from './features/jobs/routes.ts'
import { limitChoices, requireQuota } from './features/limits/quota.ts'
import { limitsRoutes } from './features/limits/routes.ts'
import { metricsRoutes } from './features/metrics/routes.ts'
import { onboardingRoutes } from './features/onboarding/routes.ts'
import { settingsRoutes } from './features/orgs/routes.ts'
import { overviewRoutes } from './features/overview/routes.ts'
import { loadSortFigures } from './features/overview/sort-figures.ts'
import { parkedRoutes } from './features/people/parked-routes.ts'
import { peopleRoutes } from './features/people/routes.ts'
import { publicUrlRoutes } from './features/public-url/routes.ts'
import { recommendationCsvRoute } from './features/recommendations/csv-routes.ts'
import { archiveMarks } from './features/recommendations/marks.ts'
import { recommendationRoutes } from './features/recommendations/routes.ts'
import { createAnswerCache, currentReport } from './features/results/cache.ts'
import { LEVEL } from './features/results/report.ts'
import { resultsRoutes } from './features/results/routes.ts'
import { createRates } from './features/send-time/rates.ts'
import { delayRoutes } from './features/send-time/routes.ts'
import { simulateRoutes } from './features/simulate/routes.ts'
import { templateRoutes } from './features/templates/routes.ts'
import { trafficMarks } from './features/templates/traffic/marks.ts'
import { usageRoutes } from './features/usage/routes.ts'
import { exportRoutes } from './features/warehouse/export/daily/routes.ts'
import { loadFailedExport } from './features/warehouse/export/daily/run-store.ts'
import { sourcesForHome } from './features/warehouse/sources/attention.ts'
import { sourceRoutes } from './features/warehouse/sources/routes.ts'
import { webhookRoutes } from './features/webhooks/routes.ts'
import { storeSample } from './features/webhooks/sample.ts'
import { faultRoutes } from './features/wording-faults/routes.ts'
import { profileRoutes } from './features/write-back/routes.ts'
import { createStoreCheck } from './runtime/db/store-check.ts'
import { consoleRoutes } from './runtime/http/console/routes.ts'
import { healthRoutes } from './runtime/http/health.ts'
import { createHttpServer } from './runtime/http/server.ts'
import type { Services } from './services.ts'
import {
  acceptanceOf,
  accountsOf,
  askingOf,
  doorOf,
  generatorOf,
  inspectingOf,
  seesPeopleOf,
} from './wiring.ts'
import { recommendingOf } from './worker-wiring.ts'

/** Every route, in reading order. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { catalog, adminKeyHash, clock, db, log, trustProxy, connectionsMax } = services
  const { sessions, keyUses, admission } = services
  const access = { catalog, adminKeyHash, sessions, clock, keyUses, admission }
  const managed = { prefix: '/api/v1', access, db, clock }
  const app = await createHttpServer({ log, trustProxy, connectionsMax, sharedSchemas: [StoredEvent] })
  app.addHook('onResponse', (request, reply, done) => {
    services.metrics.observeRequest(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
    if (isChoice(request.routeOptions.url) && reply.statusCode === 200)
      services.activity.chosen(request.org.id, clock(), reply.elapsedTime)
    done()
  })

  watchChanges(app, { db, clock })

  await app.register(healthRoutes, {
    metrics: services.metrics,
    metricsToken: services.metricsToken,
    checkStore: createStoreCheck(db),
  })
  const quota = requireQuota(services.monthUses, clock, what =>
    services.metrics.observeLimited('quota', what),
  )
  await app.register(generateRoutes, {
    access,
    generator: generatorOf(services),
    quota: limitChoices(quota),
  })
  await app.register(webhookRoutes, {
    access,
    door: doorOf(services),
    findPlatform,
    clock,
    bodyLimitBytes: services.webhookBodyLimitBytes,
    quota,
  })
  const demos = demosOf(services, app)
  await app.register(accountRoutes, {
    access,
    prefix: managed.prefix,
    accounts: accountsOf(services, demos),
    vault: services.vault,
  })
  await app.register(settingsRoutes, {
    ...{ ...managed, vault: services.vault },
    addAdmin: (transaction, orgId, userId) => putMember(transaction, orgId, userId, 'admin', clock()),
    startApplying: (transaction, orgId, given) => startApplying(services.jobs, transaction, orgId, given),
  })
  await app.register(metricsRoutes, {
    ...{ ...managed, forget: forgetMetric },
    count: (transaction, orgId, given) => startCounting(services.jobs, transaction, orgId, given),
  })
  await app.register(coverageRoutes, managed)
  await app.register(auditRoutes, managed)
  await app.register(usageRoutes, managed)
  await app.register(limitsRoutes, managed)
  await app.register(publicUrlRoutes, { access, ...services })
  await app.register(setupRoutes, {
    ...managed,
    ...services,
    storeSample: (org, platform, report, at) => storeSample(services, org, platform, report, at),
    vetUrl: services.outbound.vet,
  })
  await app.register(onboardingRoutes, managed)
  await app.register(templateRoutes, {
    ...managed,
    allocationOf: services.policies.allocationOf,
    allocationIf: services.policies.allocationIf,
    recentCalls: recentCallsOf(services),
    samplePerson: samplePersonOf(services),
    figuresOf: orgId => loadSortFigures(db, orgId),
  })
  await app.register(sampleRoutes, { ...managed, sampler: services.sampler })
  await app.register(faultRoutes, { ...managed, faults: services.faults })
  await app.register(demoRoutes, { ...managed, demos })
  const results = { db, clock, ...services.policies }
  const answers = createAnswerCache(results)
  await app.register(resultsRoutes, { ...managed, ...results, answers })
  await app.register(diagnosticsRoutes, {
    ...managed,
    listUnmapped: async org => (await listEventNames(db, org, { unmapped: true, limit: 100 })).items,
    loadReport: (org, template) => currentReport(answers, results, { org, template }, {}),
  })
  await app.register(overviewRoutes, {
    ...managed,
    sourcesOf: async (org, now) => [
      ...(await sourcesOf(db, org.id, now)),
      ...(await sourcesForHome(db, org, now)),
    ],
    failedExportOf: org => loadFailedExport(db, org.id),
    nameOf: slug => findPlatform(slug)?.name ?? slug,
    level: LEVEL,
  })
  await app.register(annotationRoutes, {
    ...managed,
    async changesOf(...asked) {
      const changes = [
        ...(await trafficMarks(db.kysely, ...asked)),
        ...(await archiveMarks(db.kysely, ...asked)),
        ...(await configurationMarks(db, ...asked)),
      ]
      return changes.toSorted((a, b) => b.at.getTime() - a.at.getTime())
    },
  })
  await app.register(recommendationRoutes, { ...managed, ...recommendingOf(services) })
  await app.register(simulateRoutes, { ...managed, strategy: STRATEGIES.adaptive, jobs: services.jobs })
  await app.register(evaluateRoutes, { ...managed, strategies: STRATEGIES })
  await app.register(explainRoutes, managed)
  const inspecting = inspectingOf(services)
  const seesPeople = seesPeopleOf(services)
  await app.register(requestRoutes, {
    ...managed,
    ...inspecting,
    seesPeople,
    onReplay: services.inboundArrived.fire,
  })
  await app.register(requestCsvRoute, { ...managed, ...inspecting })
  await app.register(recommendationCsvRoute, managed)
  await app.register(deliveryCsvRoute, { ...managed, seesPeople })
  await app.register(liveRoutes, { ...managed, ...inspecting, arrived: services.inboundArrived })
  await app.register(eventRoutes, { ...managed, seesPeople })
  await app.register(profileRoutes, managed)
  await app.register(delayRoutes, {
    access,
    delaying: { session: db, rates: createRates(db, clock), answers: services.sendTimes, clock },
  })
  await app.register(deliverRoutes, {
    access,
    acceptance: acceptanceOf(services),
    quota: limitChoices(quota),
  })
  await app.register(deliveryRoutes, {
    ...managed,
    queued: services.deliveriesQueued,
    jobs: services.jobs,
    seesPeople,
  })
  await app.register(transportRoutes, {
    ...managed,
    configuration: { db, catalog },
    vault: services.vault,
    transports: services.transports,
    vetHost: services.dial.vet,
    askPlatform: askingOf(services),
  })
  await app.register(sourceRoutes, {
    ...{ ...managed, kinds: services.sourceKinds },
    onQueued: services.runsQueued.fire,
  })
  await app.register(exportRoutes, {
    ...{ ...managed, places: services.exportPlaces },
    onQueued: services.exportsQueued.fire,
  })
  await app.register(jobRoutes, managed)
  await app.register(feedbackSchemaRoute, services)
  await app.register(feedbackRoutes, { ...services, ...managed, seesPeople, configuration: { db, catalog } })
  await app.register(parkedRoutes, { ...services, ...managed, forgetCells, seesPeople })
  await app.register(peopleRoutes, {
    ...managed,
    clock: services.clock,
    handles: services.handles,
    forgetCells,
    windowOf,
    seesPeople,
    async loadEvents(org, ids, isMasked) {
      const events = await loadEvents(db, org, ids)
      return isMasked ? events.map(maskEvent) : events
    },
  })
  await app.register(consoleRoutes)
  return app
}

const isChoice = (url: string | undefined): boolean => url === '/api/generate/:org'
