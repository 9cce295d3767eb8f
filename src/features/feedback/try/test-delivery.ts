import { createId } from '../../../lib/id.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { deliverOnce, type Exchange } from '../attempt.ts'
import { buildPayload } from '../build.ts'
import type { ExchangeView } from '../deliveries/schema.ts'
import { type Claims, decodedToken } from '../jwt.ts'
import { FEEDBACK_OF, FEEDBACKS, type Feedback, type FeedbackPayload, type FeedbackType } from '../payload.ts'
import { senderOf } from '../reports.ts'
import type { FeedbackServices } from '../services.ts'
import { createSigningSecret } from '../sign.ts'
import { changeOf, contentOf } from '../webhook-input.ts'
import { endpointOf, findWebhook, type StoredWebhook, type WebhookContent } from '../webhook-store.ts'
import type { PreviewBody, PreviewView, TestBody, UnsavedTestBody } from './schema.ts'

export interface Tested extends ExchangeView {
  readonly ok: boolean
  readonly payload: Record<string, unknown>
}

type Testable = WebhookContent &
  Pick<StoredWebhook, 'sandbox' | 'secret' | 'previous_secret' | 'previous_until'>

/**
 * Makes a delivery about an invented message. Nothing is stored, and nothing is tried again.
 * @param payload sent instead of the invented one
 */
export async function testWebhook(
  services: FeedbackServices,
  org: Org,
  webhook: Testable,
  { feedback, channel }: TestBody,
  payload?: Record<string, unknown>,
): Promise<Tested> {
  const id = createId(services.clock().getTime())
  const { ims_org: imsOrg, sandbox_id: sandboxId, sandbox } = webhook
  const body =
    payload ??
    invent(org, { imsOrg, sandboxId, sandbox }, id, feedback, channel ?? webhook.channels[0] ?? 'email')
  const { answer, detail } = await deliverOnce(services, endpointOf(webhook), id, JSON.stringify(body))
  const reason = answer.outcome === 'accepted' ? null : answer.reason
  return { ok: reason === null, ...showExchange(detail, reason), payload: body }
}

/**
 * The same for settings that are not saved. Without a stored webhook the signing secret is made up: only the receiver's
 * own check of the signature can fail because of it.
 * @throws Problem unprocessable with every wrong setting, or not-found
 */
export async function testUnsaved(
  services: FeedbackServices,
  org: Org,
  { id, payload, feedback, channel, sandbox, ...given }: UnsavedTestBody,
): Promise<Tested> {
  const about = { feedback, ...(channel === undefined ? {} : { channel }) }
  if (id === undefined) {
    const content = await contentOf({ ...given, sandbox, name: 'Test' }, services)
    const signing = { secret: services.vault.seal(createSigningSecret()), ...NO_PREVIOUS }
    return testWebhook(services, org, { ...content, sandbox, ...signing }, about, payload)
  }
  const present = await findWebhook(services.configuration.db.kysely, org.id, id)
  const { content } = await changeOf(given, present, services)
  return testWebhook(services, org, { ...present, ...content }, about, payload)
}

const NO_PREVIOUS = { previous_secret: null, previous_until: null }

/** The body for each outcome, and the token in clear text: without any call. */
export function previewWebhook(
  org: Org,
  { sandbox, channel, ims_org: imsOrg, sandbox_id: sandboxId, jwt }: PreviewBody,
  now: Date,
): PreviewView {
  const id = createId(now.getTime())
  const bodyOf = (feedback: Feedback) => invent(org, { imsOrg, sandboxId, sandbox }, id, feedback, channel)
  const claims: Claims | undefined = jwt && {
    keyId: jwt.key_id ?? null,
    issuer: jwt.issuer ?? null,
    audience: jwt.audience ?? null,
    lifetimeSeconds: jwt.lifetime_seconds,
    id,
  }
  return {
    bodies: Object.fromEntries(FEEDBACKS.map(each => [each, bodyOf(each)])),
    token: jwt && claims ? decodedToken(jwt.algorithm, claims, now) : null,
  }
}

function invent(
  org: Org,
  sender: Parameters<typeof senderOf>[1],
  id: string,
  feedback: Feedback,
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
    senderOf(org, sender),
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
