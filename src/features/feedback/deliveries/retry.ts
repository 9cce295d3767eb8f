import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { JobKind, StoredJob } from '../../../runtime/jobs/job.ts'
import { type Caller, deliverOnce } from '../attempt.ts'
import type { FeedbackServices } from '../services.ts'
import { endpointOf, type StoredWebhook } from '../webhook-store.ts'
import { summariseDeliveries } from './count-store.ts'
import { endPause, putBack, putBackNext, type RetryPlace, saveOneAttempt } from './retry-store.ts'
import type { DeliveryView, RetryFilter } from './schema.ts'
import { findDelivery, showWithAttempts } from './store.ts'

/**
 * Makes a delivery again, with the same id and the present secret. While the webhook is off this is one attempt, made
 * before the answer; otherwise it is due at once, and tried again if it fails.
 * @throws Problem not-found
 */
export async function retryDelivery(
  services: FeedbackServices & Caller,
  orgId: number,
  webhook: StoredWebhook,
  id: string,
): Promise<DeliveryView> {
  const { db } = services.configuration
  const delivery = await findDelivery(db, orgId, webhook.id, id)
  if (webhook.status === 'active') {
    const now = services.clock()
    await putBack(db, delivery, now)
    await endPause(db, orgId, webhook.id, now)
  } else {
    const { answer, detail } = await deliverOnce(services, endpointOf(webhook), id, delivery.payload)
    await saveOneAttempt(db, delivery, detail, answer.outcome === 'accepted' ? null : answer.reason)
  }
  return showWithAttempts(db, orgId, await findDelivery(db, orgId, webhook.id, id))
}

interface RetryInput {
  readonly webhook_id: string
  readonly filter: RetryFilter
}

const KIND = 'feedback-retry'

/** Starts to put deliveries back that match a filter. A small number is put back before this returns. */
export async function startRetry(
  { jobs, configuration: { db } }: FeedbackServices,
  org: Org,
  webhookId: string,
  filter: RetryFilter,
  by: string | null,
): Promise<StoredJob> {
  const { by_state } = await summariseDeliveries(db, org.id, webhookId, filter)
  const total = filter.states.reduce((sum, state) => sum + by_state[state].count, 0)
  const input: RetryInput = { webhook_id: webhookId, filter }
  return jobs.startAndStep({ orgId: org.id, kind: KIND, input, total, by })
}

const START = { at: new Date(0).toISOString(), seq: 0 }

/** Puts deliveries back, state by state, the oldest first. */
export const retryJob: JobKind<RetryInput, RetryPlace> = {
  kind: KIND,
  prepare:
    async ({ orgId, input: { webhook_id, filter }, cursor, createdAt }, now) =>
    async session => {
      const [first = 'failed'] = filter.states
      const place = cursor ?? { ...START, state: first }
      if (cursor === null) await endPause(session, orgId, webhook_id, now)
      const until = { until: createdAt, now }
      const { changed, next } = await putBackNext(session, orgId, webhook_id, filter, place, until)
      const following = filter.states[filter.states.indexOf(place.state) + 1]
      const after = next ?? (following === undefined ? null : { ...START, state: following })
      return { done: changed, changed, cursor: after, isEnd: after === null }
    },
}
