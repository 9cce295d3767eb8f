import { createId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { deliverOnce, type Exchange } from './attempt.ts'
import { buildPayload } from './build.ts'
import type { ExchangeView, TestBody } from './delivery-schema.ts'
import { FEEDBACK_OF, type FeedbackPayload, type FeedbackType } from './payload.ts'
import { senderOf } from './reports.ts'
import type { FeedbackServices } from './services.ts'
import type { Authentication, Header } from './settings.ts'
import type { StoredWebhook } from './webhook-store.ts'

export interface Tested extends ExchangeView {
  readonly ok: boolean
  readonly payload: FeedbackPayload
}

/** Makes a delivery about an invented message. */
export async function testWebhook(
  services: FeedbackServices,
  org: Org,
  webhook: StoredWebhook,
  { feedback, channel }: TestBody,
): Promise<Tested> {
  const id = createId(services.clock().getTime())
  const payload = inventedPayload(org, webhook, id, feedback, channel ?? webhook.channels[0] ?? 'email')
  const endpoint = {
    url: webhook.url,
    authentication: webhook.authentication as Authentication,
    headers: webhook.headers as readonly Header[],
    secret: webhook.secret,
    previousSecret: webhook.previous_secret,
    previousUntil: webhook.previous_until,
  }
  const { answer, detail } = await deliverOnce(services, endpoint, id, JSON.stringify(payload))
  const reason = answer.outcome === 'accepted' ? null : answer.reason
  return { ok: reason === null, ...showExchange(detail, reason), payload }
}

function inventedPayload(
  org: Org,
  { sandbox, ims_org: imsOrg, sandbox_id: sandboxId }: StoredWebhook,
  id: string,
  feedback: TestBody['feedback'],
  channel: string,
): FeedbackPayload {
  const type = (Object.keys(FEEDBACK_OF) as FeedbackType[]).find(each => FEEDBACK_OF[each] === feedback)
  const person = { userKey: 'test-person', email: 'test@example.com' }
  const payload = buildPayload(
    {
      ...{ platform: 'events', type: type ?? 'delivery', channel, messageId: `test-${id}`, refs: {} },
      ...{ templateRef: null, occurredAt: null },
      ...person,
      properties: { reason: 'This is a test from Parley.' },
    },
    {
      ...{ decisionId: id, trackingId: `test-${id}`, templateId: 'test', variantId: null, channel },
      ...person,
      phone: '+15555550100',
    },
    senderOf(org, { imsOrg, sandboxId, sandbox }),
  )
  if (payload === undefined) throw new Error(`there is no feedback for ${channel}`)
  return payload
}

const showExchange = ({ at, tookMs, request, response }: Exchange, reason: string | null): ExchangeView => ({
  at: at.toISOString(),
  took_ms: tookMs,
  request: { ...request, headers: { ...request.headers } },
  response: response && { ...response, headers: { ...response.headers } },
  reason,
})
