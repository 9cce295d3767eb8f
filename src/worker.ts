import type { FastifyBaseLogger } from 'fastify'
import { findPlatform } from './core/platforms/index.ts'
import { forgetOldAccounts } from './features/accounts/housekeeping.ts'
import { attributeEvents } from './features/attribution/attribute-events.ts'
import { compactCohorts } from './features/attribution/count/compact-store.ts'
import { forgetCells } from './features/attribution/count/forget-cells.ts'
import { forgetRungs } from './features/attribution/count/rung-store.ts'
import { type Linking, linkDecided } from './features/attribution/decided/link-decided.ts'
import { recordMessageIds } from './features/attribution/match/learn-message-ids.ts'
import { recordOwnChange } from './features/audit/record.ts'
import { forgetOldEntries } from './features/audit/store.ts'
import { forgetHours } from './features/connections/health-store.ts'
import type { ReadCall } from './features/connections/tally.ts'
import type { SentReporter } from './features/deliver/report-sent.ts'
import { createDeliverySender } from './features/deliver/sender.ts'
import { forgetOldDeliveries } from './features/deliver/store.ts'
import { forgetOldFeedback } from './features/feedback/deliveries/store.ts'
import { queueOutcomes } from './features/feedback/outcomes.ts'
import { queueFeedback } from './features/feedback/queue.ts'
import { createFeedbackSender } from './features/feedback/sender.ts'
import { advanceReplays } from './features/inbound-log/replay.ts'
import { confirmHandshakes } from './features/ingest/confirm.ts'
import { type Drain, drainOnce, enter } from './features/ingest/drain.ts'
import { ingestExportedRows } from './features/ingest/exported-rows.ts'
import type { Processed } from './features/ingest/inbox-store.ts'
import { UNCONFIRMED } from './features/ingest/inbox-store.ts'
import { forgetExpired } from './features/ingest/retention-store.ts'
import type { Pipeline } from './features/ingest/store-readings.ts'
import { forgetFormerSlugs } from './features/orgs/slug-store.ts'
import { forgetActivity } from './features/overview/activity-store.ts'
import { refreshSnapshots, type Snapshots } from './features/overview/refresh.ts'
import { erasePeople } from './features/people/orders.ts'
import { type Recommending, refreshAll } from './features/recommendations/refresh.ts'
import { loadReport } from './features/results/results.ts'
import { summarise } from './features/results/summary.ts'
import { forgetSendTimes } from './features/send-time/store.ts'
import { archiveVariant } from './features/templates/archive-variant.ts'
import { shipVariant } from './features/templates/traffic/change-traffic.ts'
import { previewChange } from './features/templates/traffic/preview.ts'
import type { ApplyRows } from './features/warehouse/apply.ts'
import { createProfileSender } from './features/write-back/sender.ts'
import { forgetOldWrites } from './features/write-back/store.ts'
import { DAY_MS, HOUR_MS } from './lib/duration.ts'
import { createId } from './lib/id.ts'
import { type Loop, startLoop } from './lib/loop.ts'
import type { Org } from './runtime/catalog/catalog.ts'
import { ensurePartitions } from './runtime/db/partitions.ts'
import { analyzeGrown } from './runtime/db/upkeep/statistics.ts'
import { startVacuum } from './runtime/db/upkeep/vacuum-loop.ts'
import { forgetOldJobs } from './runtime/jobs/job-store.ts'
import type { QueueWorker } from './runtime/outbox/queue-worker.ts'
import type { Services } from './services.ts'

export interface Worker {
  /** Looks for work at once. To be called when some has arrived in this process. */
  wake(): void
  stop(): Promise<void>
}

const IDLE_MS = 250
// A batch costs some milliseconds however small it is, so a stream of calls is processed in small batches.
const COLLECT_MS = 200
const REPLAYING_MS = 200
const REPLAYS_IDLE_MS = 1_000
// A new job wakes the loop. This interval is for jobs that another process has stored or left.
const JOBS_IDLE_MS = 2_000
// A choice is stored within its time. This much more is for the commit, and for clocks that differ.
const LINKS_BEHIND_MS = 2_000
const LINKS_IDLE_MS = 2_000
const JOBS_KEPT_MS = 30 * DAY_MS
const HOUSEKEEPING_MS = HOUR_MS
// New calls wake the loop. This interval is for calls that are tried again.
const HANDSHAKES_MS = 5_000
const RECOMMENDATIONS_MS = 300_000
const AFTER_ERROR_MS = 2_000

// A batch holds the embedded database's only connection, and requests wait for it. Planning its statements takes
// tens of milliseconds whatever its size, so very small batches would never catch up.
const BATCH_TARGET_MS = { embedded: 150, server: 500 }
const BATCH_MIN = 100
const BATCH_MAX = 3_000
const STATISTICS_MS = 500

/** Every background job. */
export function startWorker(services: Services): Worker {
  const { db, catalog, clock, log, metrics } = services
  const drain: Drain = {
    db,
    pipeline: pipelineOf(services),
    findOrg: catalog.findById,
    clock,
    log,
    onBatch(outcomes, tookMs) {
      metrics.observeBatch(outcomes, tookMs)
      if (outcomes.has(UNCONFIRMED)) handshakes.wake()
      // Processed events may have reports for feedback webhooks.
      feedbackLoop.wake()
    },
  }
  const confirming = { db, findOrg: catalog.findById, findPlatform, call: services.call, clock, log }
  const handshakes = startLoop(
    async () => ((await confirmHandshakes(confirming)) > 0 ? 0 : HANDSHAKES_MS),
    onError(log, 'handshakes'),
  )
  let idle = false
  const drainLoop = startLoop(
    drainSteadily(drain, isIdle => {
      idle = isIdle
    }),
    onError(log, 'ingest'),
  )
  const wake = () => {
    if (idle) drainLoop.wake()
  }
  const replayLoop = startLoop(
    async () => ((await advanceReplays(db, catalog.findById, clock())) ? REPLAYING_MS : REPLAYS_IDLE_MS),
    onError(log, 'replays'),
  )
  const jobLoop = startLoop(
    async () => ((await services.jobs.round()) ? 0 : JOBS_IDLE_MS),
    onError(log, 'jobs'),
  )
  const stopListeningForJobs = services.jobs.arrived.listen(jobLoop.wake)
  const linkLoop = startLoop(
    async () => {
      const before = new Date(clock().getTime() - services.generateBudgetMs - LINKS_BEHIND_MS)
      return (await linkDecided(linkingOf(services), before)) ? 0 : LINKS_IDLE_MS
    },
    onError(log, 'names in decisions'),
  )
  const housekeeping = startLoop(
    async () => {
      await ensurePartitions(db, clock())
      await forgetExpired(db, clock())
      await forgetHours(db, clock())
      await forgetActivity(db, new Date(clock().getTime() - 2 * DAY_MS))
      await forgetOldWrites(db, clock())
      await forgetOldDeliveries(db, clock())
      await forgetOldFeedback(db, clock())
      await forgetSendTimes(db, clock())
      await forgetOldEntries(db, clock())
      await forgetOldAccounts(db, clock())
      await forgetFormerSlugs(db, clock())
      await forgetOldJobs(db, new Date(clock().getTime() - JOBS_KEPT_MS))
      await compactCohorts(db, clock())
      await forgetRungs(db, clock())
      return HOUSEKEEPING_MS
    },
    onError(log, 'housekeeping'),
  )
  const recommendationLoop = startLoop(
    async () => {
      await refreshAll(recommendingOf(services), log)
      return RECOMMENDATIONS_MS
    },
    onError(log, 'recommendations'),
  )
  const snapshotLoop = startLoop(() => refreshSnapshots(snapshotsOf(services)), onError(log, 'overview'))
  const profiles = createProfileSender({
    ...{ db, findPlatform, clock, log, call: services.call },
    findOrg: catalog.findById,
    chance: Math.random,
  })
  const profileLoop = startLoop(profiles.round, onError(log, 'profile writes'))
  const deliveries = deliverySenderOf(services)
  const deliveryLoop = startLoop(deliveries.round, onError(log, 'deliveries'))
  const stopListening = services.deliveriesQueued.listen(deliveryLoop.wake)
  const feedback = createFeedbackSender({ ...services, chance: Math.random })
  const feedbackLoop = startLoop(feedback.round, onError(log, 'feedback webhooks'))
  const vacuumLoops = db.kind === 'embedded' ? [startVacuum(db, () => idle, onError(log, 'vacuum'))] : []
  return {
    wake,
    async stop() {
      stopListening()
      stopListeningForJobs()
      await stopAll([
        drainLoop,
        replayLoop,
        jobLoop,
        handshakes,
        linkLoop,
        housekeeping,
        recommendationLoop,
        snapshotLoop,
        profileLoop,
        deliveryLoop,
        feedbackLoop,
        ...vacuumLoops,
      ])
      await Promise.all([profiles.stop(), deliveries.stop(), feedback.stop()])
    },
  }
}

export const stopAll = async (loops: readonly Loop[]): Promise<void> => {
  await Promise.all(loops.map(loop => loop.stop()))
}

export const onError =
  (log: FastifyBaseLogger, job: string) =>
  (error: unknown): number => {
    log.error({ err: error, job }, 'a background job failed and will be tried again')
    return AFTER_ERROR_MS
  }

/** Sends the messages that organisations request. */
export const deliverySenderOf = (services: Services): QueueWorker =>
  createDeliverySender({
    ...services,
    findOrg: services.catalog.findById,
    reporter: sentReporterOf(services),
    chance: Math.random,
  })

/** Connects attribution, which links the names in decisions, with ingest and feedback webhooks. */
export const linkingOf = ({ db, catalog, clock, log }: Services): Linking => ({
  ...{ db, clock, log, enter, queueFeedback },
  findOrg: catalog.findById,
})

/** Connects recommendations with results, their source, and with templates, which they change. */
export const recommendingOf = ({ db, catalog, clock, policies }: Services): Recommending => ({
  db,
  catalog,
  clock,
  loadReport: (org, template) => loadReport({ db, clock, ...policies }, { org, template }, {}),
  actions: {
    archive: (transaction, org, templateId, variantId, _author, now) =>
      archiveVariant(transaction, org, templateId, variantId, now),
    ship: shipVariant,
  },
  onApplied: (org, { id, template_id, kind, subject, reason }) =>
    recordOwnChange({ db, clock }, org, {
      action: 'applyRecommendation',
      object: { type: 'recommendation', id },
      templateId: template_id,
      after: { kind, subject, reason },
    }),
  async preview(org, kind, templateId, variantId) {
    const template = org.templates.get(templateId)
    if (template === undefined) return null
    const shares = await policies.allocationOf(org, template)
    return previewChange(db.kysely, org, kind, templateId, variantId, shares)
  },
})

/** Connects the home page with results, whose figures it shows. */
export const snapshotsOf = ({ db, catalog, clock, log, policies }: Services): Snapshots => ({
  ...{ db, clock, log, findOrg: catalog.findById },
  summarise: (org, template) => summarise({ db, clock, ...policies }, { org, template }),
})

/**
 * Connects deliver with attribution, ingest and feedback webhooks: a sent message is matched, counted and reported.
 */
export const sentReporterOf = ({ db, clock, inbox, inboundArrived }: Services): SentReporter => ({
  queueFeedback: queueOutcomes,
  learn: (org, names) => db.transaction(session => recordMessageIds(session, org, names, clock())),
  async report(org, event) {
    const receivedAt = clock()
    await inbox.add({
      id: createId(receivedAt.getTime()),
      orgId: org.id,
      platform: 'events',
      receivedAt,
      headers: JSON.stringify({ 'content-type': 'application/json', 'user-agent': 'Parley' }),
      query: '{}',
      body: Buffer.from(JSON.stringify(event)),
    })
    inboundArrived.fire()
  },
})

/** Batches grow while they are fast, and shrink if others have to wait. */
function drainSteadily(drain: Drain, report: (isIdle: boolean) => void): () => Promise<number> {
  const targetMs = BATCH_TARGET_MS[drain.db.kind]
  let eventsMax = BATCH_MIN
  let analyzedAtMs = Number.NEGATIVE_INFINITY
  let hasGrown = true
  return async () => {
    report(false)
    if (hasGrown && performance.now() - analyzedAtMs >= STATISTICS_MS) {
      await analyzeGrown(drain.db)
      analyzedAtMs = performance.now()
      hasGrown = false
    }
    const { isIdle, hasMore, slowestMs } = await drainOnce(drain, eventsMax)
    hasGrown ||= !isIdle
    if (slowestMs > 2 * targetMs) eventsMax = Math.max(BATCH_MIN, Math.floor(eventsMax / 2))
    else if (hasMore && slowestMs < targetMs) eventsMax = Math.min(BATCH_MAX, eventsMax * 2)
    if (hasMore) return 0
    report(isIdle)
    return isIdle ? IDLE_MS : COLLECT_MS
  }
}

/** Connects the warehouse with ingest: rows of exports become events. */
export const exportedRowsOf =
  ({ catalog, clock }: Services, org: Org): ApplyRows =>
  (session, change) =>
    ingestExportedRows(ingestPipeline, session, catalog.knownById(org.id) ?? org, change, clock())

/** Connects ingest with attribution, feedback webhooks and the erasure of people. */
const ingestPipeline: Pipeline = {
  findPlatform,
  attribute: attributeEvents,
  queueFeedback,
  erase: (session, org, orders, now) => erasePeople(session, org.id, orders, { forgetCells, now }),
}

/** The same, and reports the processed calls to health. */
export const pipelineOf = ({
  tally,
  activity,
  clock,
}: Pick<Services, 'tally' | 'activity' | 'clock'>): Pipeline => ({
  ...ingestPipeline,
  onProcessed(org, processed) {
    const sent = processed.filter(({ request }) => !request.isSample)
    tally.read(org.id, sent.map(toReadCall))
    const fresh = sent.filter(({ request }) => request.replayId === null)
    const outcomes = fresh.flatMap(({ items }) => items.map(({ outcome }) => outcome))
    activity.read(org.id, clock(), outcomes)
  },
})

const NOT_UNDERSTOOD = new Set(['unreadable', 'rejected', 'failed'])

const toReadCall = ({ request, outcome, items }: Processed): ReadCall => ({
  platform: request.platform,
  receivedAt: request.receivedAt,
  isUnderstood: !NOT_UNDERSTOOD.has(outcome),
  isCounted: items.some(item => item.outcome === 'counted'),
  isReplay: request.replayId !== null,
})
