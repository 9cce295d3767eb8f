import type { Settings } from '../../core/platforms/platform.ts'
import { type Batcher, createBatcher } from '../../lib/collect/batcher.ts'
import { fail, ok } from '../../lib/result.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import {
  DELIVER,
  isTransport,
  type TransportSlug,
  transportSettings,
} from '../../runtime/catalog/transports.ts'
import type { Lease } from '../../runtime/outbox/lane.ts'
import type { Called, OutboxQueue, WorkerServices } from '../../runtime/outbox/queue.ts'
import { createQueueWorker, type QueueWorker } from '../../runtime/outbox/queue-worker.ts'
import { failed } from '../../runtime/outbox/retry.ts'
import * as store from './due-store.ts'
import { reportSent, type SentReporter } from './report-sent.ts'
import { POLICY, withPersonPause } from './retry-policy.ts'
import type { Prepared, SendAnswer, Transport } from './transport.ts'

export interface SenderServices extends WorkerServices {
  readonly findOrg: (id: number) => Promise<Org | undefined>
  readonly transports: ReadonlyMap<TransportSlug, Transport>
  readonly reporter: SentReporter
}

interface Shift {
  readonly lane: Lease
  readonly org: Org
  readonly transport: Transport
  readonly settings: Settings
}

const BATCH_MAX = 512

/** Sends messages. Organisations and transports do not wait for each other. */
export const createDeliverySender = (services: SenderServices): QueueWorker =>
  createQueueWorker(deliveries(services), services)

function deliveries(services: SenderServices): OutboxQueue<Lease, Shift, store.DueMessage, store.Sending> {
  const { db, clock, findOrg, transports, reporter } = services
  const starts = createBatcher<store.Start, boolean>(given => store.markStarted(db, given), BATCH_MAX)
  return {
    name: 'deliveries',
    lanes: store.LANES,
    policy: POLICY,
    limits: { atOnce: 32, handful: BATCH_MAX, pollMs: 250, budgetMs: 10_000 },
    async open(lane, lease, now) {
      const isHeld = await lease.under(session => store.abandon(session, lane, now))
      const org = await findOrg(lane.orgId)
      const transport = isTransport(lane.lane) ? transports.get(lane.lane) : undefined
      if (!isHeld || org === undefined || transport === undefined) return undefined
      return { lane, org, transport, settings: transportSettings(org, transport.slug) }
    },
    perMinute: ({ transport, settings }) => transport.perMinute(settings),
    load: ({ lane }, now, countMax) => store.loadDue(db, lane, now, countMax),
    async prepare({ lane, org, transport, settings }, message) {
      const ids = org.templates.get(message.templateId)?.integration[DELIVER]
      if (ids === undefined || ids['transport'] !== transport.slug) return fail(failed({ reason: NO_WAY }))
      const prepared = await transport.prepare(message, settings, ids)
      if (!prepared.ok) return fail({ answer: withPersonPause(prepared.reason) })
      return ok(() => send(services, starts, lane.orgId, message, prepared.value))
    },
    // Not under the lease: only the caller knows the outcome of a call, so it stores the outcome even if it is
    // late.
    record: ({ lane, org }, attempts) =>
      db.transaction(async session => {
        const done = await store.saveSendings(session, lane.orgId, attempts)
        if (done.length > 0) await reporter.queueFeedback(session, org, done, clock())
        return true
      }),
    close: ({ lane, org, transport }) => reportSent(db, reporter, org, lane, transport),
  }
}

const NO_WAY = 'The template is gone, or sends by another transport now. Change it back, then send again.'

const NOT_NOTED = failed({
  reason: 'The start of sending could not be stored, so the message was not sent.',
  ...{ isPassing: true, concernsAll: true, isSlowedDown: true },
})

/** Stores the start of the call, and makes the call. Undefined if another process has the message. */
async function send(
  { clock, log }: SenderServices,
  starts: Batcher<store.Start, boolean>,
  orgId: number,
  { id }: store.DueMessage,
  call: Prepared,
): Promise<Called<store.Sending> | undefined> {
  const startedAt = clock()
  const isOurs = await starts.add({ id, orgId, startedAt }).catch((error: unknown) => {
    log.error({ err: error, org_id: orgId, delivery: id }, 'the start of a message could not be stored')
    return undefined
  })
  if (isOurs === undefined) return { answer: NOT_NOTED }
  if (!isOurs) return undefined
  const answer = await call().catch((error: unknown): SendAnswer => {
    log.error({ err: error, org_id: orgId, delivery: id }, 'a message may have been sent')
    return { outcome: 'unknown', status: null, reason: UNEXPECTED }
  })
  const messageId = answer.outcome === 'accepted' ? answer.messageId : null
  return { answer: withPersonPause(answer), detail: { startedAt, messageId } }
}

const UNEXPECTED =
  'Something unexpected happened while it was being sent; the log of this server says what. Look for it at the vendor before you send it again.'
