import type { FastifyBaseLogger } from 'fastify'
import type { Finding, Report } from './attribution/report.ts'
import { settle } from './attribution/settle.ts'
import type { Org } from './catalog/catalog.ts'
import type { Session } from './db/db.ts'
import { ensurePartitions } from './db/partitions.ts'
import { type Drain, drainOnce } from './ingest/drain.ts'
import { type EventOutcome, type NewEvent, refsOf } from './ingest/event-store.ts'
import type { Pipeline } from './ingest/pipeline.ts'
import { forgetExpired } from './ingest/retention.ts'
import { type Loop, startLoop } from './lib/loop.ts'
import { findPlatform } from './platforms/index.ts'
import type { Services } from './services.ts'

export interface Worker {
  /** Looks for work at once: to be called when some has arrived in this process. */
  wake(): void
  stop(): Promise<void>
}

const IDLE_MS = 250
// A batch costs some milliseconds however small it is, so a stream of calls is taken in handfuls.
const COLLECT_MS = 200
const HOUSEKEEPING_MS = 3_600_000
const AFTER_ERROR_MS = 2_000

// A batch holds the embedded database's only connection, and requests wait for it as long as it takes.
// Planning its statements takes tens of milliseconds there whatever its size, so very small ones would never catch up.
const BATCH_TARGET_MS = 150
const BATCH_MIN = 100
const BATCH_MAX = 1_000

/** Every background job there is. */
export function startWorker(services: Services): Worker {
  const { db, catalog, clock, log, metrics } = services
  const drain: Drain = {
    db,
    pipeline: ingestPipeline,
    findOrg: id => catalog.findById(id),
    clock,
    log,
    onBatch: metrics.observeBatch,
  }
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
  const housekeeping = startLoop(
    async () => {
      await ensurePartitions(db, clock())
      await forgetExpired(db, clock())
      return HOUSEKEEPING_MS
    },
    onError(log, 'housekeeping'),
  )
  return { wake, stop: () => stopAll([drainLoop, housekeeping]) }
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

/** Batches grow while they are quick and shrink when they keep others waiting. */
function drainSteadily(drain: Drain, report: (isIdle: boolean) => void): () => Promise<number> {
  let batchMax = BATCH_MIN
  return async () => {
    report(false)
    const startedAt = performance.now()
    const done = await drainOnce(drain, batchMax)
    const tookMs = performance.now() - startedAt
    const isFull = done >= batchMax
    if (tookMs > 2 * BATCH_TARGET_MS) batchMax = Math.max(BATCH_MIN, Math.floor(batchMax / 2))
    else if (isFull && tookMs < BATCH_TARGET_MS) batchMax = Math.min(BATCH_MAX, batchMax * 2)
    if (isFull) return 0
    report(done === 0)
    return done > 0 ? COLLECT_MS : IDLE_MS
  }
}

/** Where ingest meets attribution. */
export const ingestPipeline: Pipeline = {
  findPlatform,
  async settle(session: Session, org: Org, arrived: readonly NewEvent[], again: readonly NewEvent[]) {
    const findings = await settle(session, org, arrived.map(toReport), again.map(toReport))
    return new Map([...findings].map(([id, finding]) => [id, toOutcome(finding)]))
  },
}

function toReport({ id, receivedAt, platform, event, amountMinor, currency }: NewEvent): Report {
  const { type, subtype, name, email, messageId, trackingId, machine, occurredAt } = event
  return {
    id,
    receivedAt,
    platform,
    type,
    subtype,
    name,
    email,
    messageId,
    trackingId,
    machine,
    amountMinor,
    currency,
    at: occurredAt ?? receivedAt,
    userKey: event.userId ?? email,
    refs: refsOf(event),
    matchedBefore: null,
  }
}

const toOutcome = ({ outcome, reason, matchedBy, send }: Finding): EventOutcome => ({
  outcome,
  reason,
  matchedBy,
  decisionId: send?.id ?? null,
  templateId: send?.templateId ?? null,
  variantId: send?.variantId ?? null,
})
