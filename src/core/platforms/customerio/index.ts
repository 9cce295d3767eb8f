import { fail, ok } from '../../../lib/result.ts'
import { equalDigests, hmacSha256Hex } from '../../../lib/signature.ts'
import type { EventType } from '../../events/event.ts'
import { valuesOfKey } from '../named-settings.ts'
import { definePlatform, type Normalised, type ProofMeans } from '../platform.ts'
import { guide } from './guide.ts'
import { IDS } from './ids.ts'
import { type CustomerioPayload, parsePayload } from './payload.ts'
import { probe } from './probe.ts'
import { readReport } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'

/** Customer.io's reporting webhooks. */
export const customerio = definePlatform({
  slug: 'cio',
  name: 'Customer.io',
  settings: SETTINGS,
  ids: IDS,
  integration: INTEGRATION,
  containers: ['campaign_id', 'broadcast_id', 'newsletter_id'],
  idempotencyHeader: 'x-cio-idempotency-key',
  signs: 'body',
  failureNames: {
    reasons: ['failure_message', 'reason'],
    codes: [],
  },

  verify({ body, headers }, settings, means) {
    // Each workspace of an organisation has a key of its own.
    const keys = valuesOfKey(settings, 'signing_key')
    if (keys.length === 0) return fail('not-configured')
    const timestamp = headers['x-cio-timestamp']
    const signature = headers['x-cio-signature']
    if (!timestamp || !signature) return fail('missing-credential')
    const presented = signature.trim().toLowerCase().replace(/^v0=/, '')
    const signer = keys.find(({ value }) =>
      equalDigests(presented, hmacSha256Hex(value, `v0:${timestamp}:`, body)),
    )
    if (signer === undefined) return fail('bad-signature')
    return isRecent(timestamp, means) ? ok(signer.name) : fail('old-signature')
  },

  parse: parsePayload,

  normalise(payload) {
    const { metric, objectType } = payload
    const channel = CHANNEL_BY_OBJECT.get(objectType ?? '')
    // Checked first, because this event comes with any object type, or with none.
    if (PREFERENCE_METRICS.has(metric ?? '')) return read('preference_change', channel ?? null, payload)
    if (channel === undefined) return reject('unknown-object-type', 'object type', objectType, payload)
    // These are the webhook steps of a journey, not messages to a person. They are stored, because they share their
    // journey_id with the messages that follow.
    if (objectType === 'webhook') return read('ignored', channel, payload)
    const type = TYPE_BY_METRIC.get(metric ?? '')
    return type === undefined
      ? reject('unknown-metric', 'metric', metric, payload)
      : read(type, channel, payload)
  },

  guide,
  sample,
  probe,
})

/** @param timestamp in seconds; in milliseconds it would be a time of the year 50000, so it is read as such */
function isRecent(timestamp: string, { now, signatureMaxAgeMs }: ProofMeans): boolean {
  if (signatureMaxAgeMs === undefined) return true
  if (!/^\d{1,13}$/.test(timestamp)) return false
  const sentAt = timestamp.length <= 11 ? Number(timestamp) * 1000 : Number(timestamp)
  return Math.abs(now.getTime() - sentAt) <= signatureMaxAgeMs
}

const PREFERENCE_METRICS: ReadonlySet<string> = new Set([
  'cio_subscription_preferences_changed',
  'customer_subscription_preferences_changed',
])

const CHANNEL_BY_OBJECT: ReadonlyMap<string, string | null> = new Map([
  ['customer', null],
  ['email', 'email'],
  ['push', 'push'],
  ['in_app', 'in_app'],
  ['sms', 'sms'],
  ['whatsapp', 'whatsapp'],
  ['slack', 'slack'],
  ['webhook', 'webhook'],
])

const TYPE_BY_METRIC: ReadonlyMap<string, EventType> = new Map([
  ['drafted', 'ignored'],
  ['attempted', 'deferred'],
  ['deferred', 'deferred'],
  ['sent', 'send'],
  ['delivered', 'delivery'],
  ['opened', 'open'],
  ['clicked', 'click'],
  ['converted', 'conversion'],
  ['subscribed', 'subscribe'],
  ['unsubscribed', 'unsubscribe'],
  ['bounced', 'bounce'],
  ['dropped', 'dropped'],
  ['undeliverable', 'dropped'],
  ['spammed', 'complaint'],
  ['failed', 'failed'],
  ['replied', 'reply'],
])

const read = (type: EventType, channel: string | null, payload: CustomerioPayload): Normalised => ({
  outcome: 'event',
  event: readReport(type, channel, payload),
})

function reject(reason: string, what: string, value: string | null, payload: CustomerioPayload): Normalised {
  const said = value === null ? `no ${what}` : `the ${what} "${value}"`
  return {
    outcome: 'rejected',
    reason,
    fix: `Customer.io reported ${said}, which this version does not know. Update Parley and replay the request.`,
    ...(value !== null && { event: readReport('custom', null, payload) }),
  }
}
