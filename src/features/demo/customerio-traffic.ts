import { createRandom, type Random } from '../../core/stats/draw/random.ts'
import { hmacSha256Hex } from '../../lib/signature.ts'
import type { Behaviour } from './behaviour.ts'
import type { Call } from './client.ts'
import { tokenId, ulid } from './invented-ids.ts'
import { JSON_TYPE, type Message, type PlannedCall, type Sender } from './sender.ts'
import { CUSTOMERIO_MESSAGE } from './world.ts'

export interface CustomerioAccess {
  readonly org: string
  /** The X-Api-Key of the Webhook Action. */
  readonly key: string
  readonly signingKey: string
}

/** Customer.io: a Webhook Action requests the copy before the email, and a Reporting Webhook reports the events. */
export function createCustomerio({ org, key, signingKey }: CustomerioAccess): Sender {
  return {
    templateId: 'welcome-email',
    ask: ({ person, id }) => ({
      path: `/api/generate/${org}`,
      headers: {
        ...JSON_TYPE,
        'x-api-key': key,
        // The same for all retries. They identify the webhook step, not the email after it.
        'x-cio-delivery-id': id,
        'x-cio-idempotency-key': id,
      },
      body: JSON.stringify({
        template_id: 'welcome-email',
        user_id: person.id,
        email: person.email,
        attrs: { plan: person.plan },
        fields: { first_name: person.firstName },
      }),
    }),
    report: message =>
      reportsOf(message).map(({ afterMs, metric, details }) => ({
        afterMs,
        call: signed(org, signingKey, envelope(message, metric, afterMs, details)),
      })),
  }
}

/** A signed call of the Reporting Webhook with this body. */
export function signed(
  org: string,
  signingKey: string,
  { at, body }: { readonly at: Date; readonly body: string },
): Call {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return {
    path: `/api/webhook/cio/${org}`,
    headers: {
      ...JSON_TYPE,
      'x-cio-timestamp': timestamp,
      'x-cio-signature': hmacSha256Hex(signingKey, `v0:${timestamp}:`, body),
    },
    body,
  }
}

interface Metric extends Omit<PlannedCall, 'call'> {
  readonly metric: string
  readonly details: Readonly<Record<string, unknown>>
}

function reportsOf({ behaviour, trackingId, random }: Message): readonly Metric[] {
  const { bounced, prefetchedMs, openedMs, clickedMs, convertedMs, unsubscribedMs }: Behaviour = behaviour
  const href = `https://shop.example.com/roasts${trackingId === '' ? '' : `?trk=${trackingId}`}`
  const when = (afterMs: number | null, metric: string, details = {}) =>
    afterMs === null ? [] : [{ afterMs, metric, details }]
  return [
    ...when(20, 'sent'),
    ...when(bounced ? 90 : null, 'bounced', { failure_message: '550 5.1.1 The account does not exist' }),
    ...when(bounced ? null : 80, 'delivered'),
    ...when(prefetchedMs, 'opened', { proxied: true, prefetched: true }),
    ...when(openedMs, 'opened', { proxied: random() < 0.4, prefetched: false }),
    ...when(clickedMs, 'clicked', { href, link_id: 1, machine: false }),
    // A scanner follows the links of a few emails as soon as they arrive.
    ...when(!bounced && random() < 0.02 ? 110 : null, 'clicked', { href, link_id: 1, machine: true }),
    ...when(convertedMs, 'converted'),
    ...when(unsubscribedMs, 'unsubscribed'),
  ]
}

/** The ids of one email are the same in all its reports. */
function envelope(
  { person, id, sentAt }: Message,
  metric: string,
  afterMs: number,
  details: Metric['details'],
) {
  const at = new Date(sentAt.getTime() + afterMs)
  const ids: Random = createRandom('demo', 'customerio', id)
  const data = {
    customer_id: person.id,
    identifiers: { id: person.id, email: person.email, cio_id: hexOf(person.id) },
    delivery_id: tokenId(ids),
    campaign_id: Number(CUSTOMERIO_MESSAGE.campaign_id),
    action_id: Number(CUSTOMERIO_MESSAGE.action_id),
    journey_id: ulid(sentAt, ids),
    parent_action_id: 40,
    trigger_event_id: ulid(sentAt, ids),
    recipient: person.email,
    subject: 'Welcome to Marlow Coffee',
    ...details,
  }
  const event_id = ulid(at, createRandom('demo', 'customerio', id, metric, String(afterMs)))
  return {
    at,
    body: JSON.stringify({
      event_id,
      object_type: 'email',
      metric,
      timestamp: Math.floor(at.getTime() / 1000),
      data,
    }),
  }
}

const hexOf = (id: string): string => Buffer.from(id).toString('hex').slice(0, 12).padStart(12, '0')
