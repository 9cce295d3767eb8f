import type { FastifyBaseLogger } from 'fastify'
import { findPlatform } from './core/platforms/index.ts'
import { forgetOldAccounts } from './features/accounts/housekeeping.ts'
import { compactCohorts } from './features/attribution/count/compact-store.ts'
import { mergeOldAmounts } from './features/attribution/count/merge-amounts-store.ts'
import { countEarlierPeople } from './features/attribution/count/people/count-earlier-people.ts'
import { forgetRungs } from './features/attribution/count/rung-store.ts'
import { linkDecided } from './features/attribution/decided/link-decided.ts'
import { loadOldestWriterMs } from './features/attribution/decided/writer-store.ts'
import { forgetOldEntries } from './features/audit/store.ts'
import { forgetHours } from './features/connections/health-store.ts'
import { forgetOldDeliveries } from './features/deliver/store.ts'
import { forgetOldFeedback } from './features/feedback/deliveries/store.ts'
import { createFeedbackSender } from './features/feedback/sender.ts'
import { advanceReplays } from './features/inbound-log/replay.ts'
import { confirmHandshakes } from './features/ingest/confirm.ts'
import type { Drain } from './features/ingest/drain.ts'
import { UNCONFIRMED } from './features/ingest/inbox-store.ts'
import { forgetExpired } from './features/ingest/retention-store.ts'
import { drainSteadily } from './features/ingest/turns/drain-steadily.ts'
import { monthOf } from './features/limits/month.ts'
import { forgetUse } from './features/limits/store.ts'
import { forgetFormerSlugs } from './features/orgs/slug-store.ts'
import { forgetActivity } from './features/overview/activity-store.ts'
import { refreshSnapshots } from './features/overview/refresh.ts'
import { refreshAll } from './features/recommendations/refresh.ts'
import { forgetSendTimes } from './features/send-time/store.ts'
import { createExporter } from './features/warehouse/export/daily/loop.ts'
import { forgetOldExportRuns } from './features/warehouse/export/daily/run-store.ts'
import { createSourceReader } from './features/warehouse/sources/runs/reader-loop.ts'
import { forgetOldRuns } from './features/warehouse/sources/runs/run-store.ts'
import { createProfileSender } from './features/write-back/sender.ts'
import { forgetOldWrites } from './features/write-back/store.ts'
import { DAY_MS, HOUR_MS } from './lib/duration.ts'
import { type Loop, startLoop } from './lib/loop.ts'
import { addMissingLocks } from './runtime/db/by-org/org-lock.ts'
import { ensurePartitions } from './runtime/db/partitions.ts'
import { startVacuum } from './runtime/db/upkeep/vacuum-loop.ts'
import { forgetOldJobs } from './runtime/jobs/job-store.ts'
import type { Services } from './services.ts'
import {
  deliverySenderOf,
  exportingOf,
  linkingOf,
  pipelineOf,
  recommendingOf,
  snapshotsOf,
  sourceReadingOf,
} from './worker-wiring.ts'

export interface Worker {
  /** Looks for work at once. To be called when some has arrived in this process. */
  wake(): void
  stop(): Promise<void>
}

const REPLAYING_MS = 200
const REPLAYS_IDLE_MS = 1_000
// A new job wakes the loop. This interval is for jobs that another process has stored or left.
const JOBS_IDLE_MS = 2_000
// A choice is sent to the store within its time, and may wait there. This much more is for clocks that differ, and for
// servers that get no processor time for a while.
const LINKS_BEHIND_MS = 5_000
const LINKS_IDLE_MS = 2_000
const USE_KEPT_MS = 400 * DAY_MS
const JOBS_KEPT_MS = 30 * DAY_MS
const RUNS_KEPT_MS = 90 * DAY_MS
const HOUSEKEEPING_MS = HOUR_MS
// New calls wake the loop. This interval is for calls that are tried again.
const HANDSHAKES_MS = 5_000
const RECOMMENDATIONS_MS = 300_000
const AFTER_ERROR_MS = 2_000

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
      const behindMs = services.generateBudgetMs + LINKS_BEHIND_MS + (await loadOldestWriterMs(db))
      const before = new Date(clock().getTime() - behindMs)
      return (await linkDecided(linkingOf(services), before)) ? 0 : LINKS_IDLE_MS
    },
    onError(log, 'names in decisions'),
  )
  const housekeeping = startLoop(
    async () => {
      await addMissingLocks(db)
      await ensurePartitions(db, clock())
      await forgetExpired(db, clock())
      await forgetHours(db, clock())
      await forgetActivity(db, new Date(clock().getTime() - 2 * DAY_MS))
      await forgetUse(db, monthOf(new Date(clock().getTime() - USE_KEPT_MS)))
      await forgetOldWrites(db, clock())
      await forgetOldDeliveries(db, clock())
      await forgetOldFeedback(db, clock())
      await forgetSendTimes(db, clock())
      await forgetOldEntries(db, clock())
      await forgetOldAccounts(db, clock())
      await forgetFormerSlugs(db, clock())
      await forgetOldExportRuns(db, new Date(clock().getTime() - RUNS_KEPT_MS))
      await forgetOldRuns(db, new Date(clock().getTime() - RUNS_KEPT_MS))
      await forgetOldJobs(db, new Date(clock().getTime() - JOBS_KEPT_MS))
      await countEarlierPeople(db, catalog.findById, clock())
      await mergeOldAmounts(db, clock())
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
  const sources = createSourceReader(sourceReadingOf(services))
  const sourceLoop = startLoop(sources.round, onError(log, 'sources'))
  const stopListeningForRuns = services.runsQueued.listen(sourceLoop.wake)
  const exporter = createExporter(exportingOf(services))
  const exportLoop = startLoop(exporter.round, onError(log, 'exports'))
  const stopListeningForExports = services.exportsQueued.listen(exportLoop.wake)
  const feedback = createFeedbackSender({ ...services, chance: Math.random })
  const feedbackLoop = startLoop(feedback.round, onError(log, 'feedback webhooks'))
  const vacuumLoops = db.kind === 'embedded' ? [startVacuum(db, () => idle, onError(log, 'vacuum'))] : []
  return {
    wake,
    async stop() {
      stopListening()
      stopListeningForJobs()
      stopListeningForRuns()
      stopListeningForExports()
      exporter.stop()
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
        sourceLoop,
        exportLoop,
        ...vacuumLoops,
      ])
      await Promise.all([profiles.stop(), deliveries.stop(), feedback.stop(), sources.stop()])
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
