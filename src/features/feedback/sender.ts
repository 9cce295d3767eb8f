import type { HeldLease } from '../../runtime/outbox/lease.ts'
import type { OutboxQueue, WorkerServices } from '../../runtime/outbox/queue.ts'
import { createQueueWorker, type QueueWorker } from '../../runtime/outbox/queue-worker.ts'
import { type Caller, type Exchange, prepareExchange } from './attempt.ts'
import { type DueDelivery, type DueWebhook, LANES, loadDue, saveAttempts, saveHealth } from './due-store.ts'
import { afterAttempt, type EndpointHealth, escalate } from './endpoint-health.ts'
import { POLICY } from './retry-policy.ts'

export interface SenderServices extends WorkerServices, Caller {}

interface Shift {
  readonly webhook: DueWebhook
  readonly lease: HeldLease
  health: EndpointHealth
}

/** Delivers to feedback webhooks. Webhooks do not wait for each other. */
export const createFeedbackSender = (services: SenderServices): QueueWorker =>
  createQueueWorker(feedbackDeliveries(services), services)

function feedbackDeliveries(services: SenderServices): OutboxQueue<DueWebhook, Shift, DueDelivery, Exchange> {
  const { db, clock, log } = services
  return {
    name: 'feedback webhooks',
    lanes: LANES,
    policy: POLICY,
    limits: { atOnce: 8, handful: 64, pollMs: 500, budgetMs: 10_000 },
    open: async (webhook, lease) => ({ webhook, lease, health: webhook }),
    perMinute: () => Number.POSITIVE_INFINITY,
    load: ({ webhook }, now, countMax) => loadDue(db, webhook, now, countMax),
    prepare: ({ webhook }, { id, payload }) => prepareExchange(services, webhook, id, payload),
    async record(shift, attempts) {
      const { webhook, lease, health: before } = shift
      const after = attempts.reduce((so, each) => afterAttempt(so, each.decision, each.endedAt), before)
      const health = escalate(after, clock())
      const isHeld = await lease.under(async session => {
        await saveAttempts(session, webhook, attempts)
        await saveHealth(session, webhook, health, clock())
      })
      if (!isHeld) return false
      shift.health = health
      const about = { org_id: webhook.orgId, webhook: webhook.lane, name: webhook.name }
      if (health.status === 'disabled')
        log.error(about, 'a feedback webhook was disabled: it has accepted nothing for days')
      else if (health.warnedAt !== null && health.warnedAt !== before.warnedAt)
        log.warn(about, 'a feedback webhook has accepted nothing for a day or more')
      return true
    },
  }
}
