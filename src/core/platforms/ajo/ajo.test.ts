import { readFileSync } from 'node:fs'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { testPlatform } from '../conformance.ts'
import type { InboundRequest, ProofMeans, Settings } from '../platform.ts'
import { ajo } from './index.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = {
  issuer: 'ajo.example.com',
  audience: 'parley',
  secret: 'a-secret-of-the-tests',
  header_name: 'X-Feedback-Token',
  header_value: 'a-header-of-the-tests',
}
const token = await new SignJWT()
  .setProtectedHeader({ alg: 'HS256' })
  .setIssuer(settings.issuer)
  .setAudience(settings.audience)
  .setExpirationTime(new Date('2099-01-01T00:00:00Z'))
  .sign(Buffer.from(settings.secret))
const shown = { authorization: `Bearer ${token}`, 'x-feedback-token': settings.header_value }

testPlatform(ajo, fixtures, {
  settings,
  request: recorded => ({ ...recorded, headers: { ...recorded.headers, ...shown } }),
})

const noKeySet: ProofMeans['keySet'] = () => Promise.reject(new Error('name not found'))
const means: ProofMeans = { now: new Date('2026-03-02T09:00:00Z'), keySet: noKeySet }
const verify = (headers: InboundRequest['headers'], known: Settings, hasIngestKey = false) =>
  ajo.verify({ body: Buffer.from('{}'), headers, query: {}, hasIngestKey }, known, means)
const ACCEPTED = { ok: true, value: undefined }
const refused = (reason: string) => ({ ok: false, reason })

interface TokenVector {
  readonly name: string
  readonly settings: Settings
  readonly key_set: unknown
  readonly now: string
  readonly headers: Readonly<Record<string, string>>
  /** The reason; null when it is accepted. */
  readonly refused: string | null
}
const vectors = JSON.parse(readFileSync(new URL('signatures.json', fixtures), 'utf8')) as TokenVector[]

describe('the token of Adobe', () => {
  it.each(vectors)('is checked: $name', async vector => {
    const request = { body: Buffer.from('{}'), headers: vector.headers, query: {}, hasIngestKey: true }
    const verdict = await ajo.verify(request, vector.settings, {
      now: new Date(vector.now),
      keySet: async () => vector.key_set,
    })
    expect(verdict).toEqual(vector.refused === null ? ACCEPTED : refused(vector.refused))
  })

  it('is refused while its key set cannot be fetched', async () => {
    const known = { jwks_url: 'https://keys.example.com/' }
    const headers = vectors.find(({ name }) => name.startsWith('RS256'))?.headers ?? {}
    expect(await verify(headers, known, true)).toEqual(refused('key-set-unavailable'))
  })
})

describe('the credential of Adobe', () => {
  it('is an ingest key where no other check is configured', async () => {
    expect(await verify({}, {}, true)).toEqual(ACCEPTED)
    expect(await verify({}, {})).toEqual(refused('missing-credential'))
    expect(await verify({ 'x-api-key': 'wrong' }, { secret: '', jwt: '' })).toEqual(
      refused('wrong-credential'),
    )
  })

  it('has to pass every check that is configured', async () => {
    expect(await verify(shown, settings)).toEqual(ACCEPTED)
    expect(await verify({ authorization: shown.authorization }, settings, true)).toEqual(
      refused('missing-credential'),
    )
    expect(await verify({ 'x-feedback-token': settings.header_value }, settings, true)).toEqual(
      refused('missing-credential'),
    )
  })

  it('may be a header alone, whatever the case of its name and the spaces around its value', async () => {
    const known = { header_name: ' X-Feedback-Token', header_value: 'a-header ' }
    expect(await verify({ 'x-feedback-token': ' a-header' }, known)).toEqual(ACCEPTED)
    expect(await verify({ 'x-feedback-token': 'a-headers' }, known, true)).toEqual(
      refused('wrong-credential'),
    )
    expect(await verify({ 'x-feedback-token': ' ' }, known, true)).toEqual(refused('missing-credential'))
  })

  it.each([{ header_name: 'X-Token' }, { header_value: 'x' }, { header_name: 'X-Token', header_value: ' ' }])(
    'is never half a configuration: %j',
    async known => {
      expect(await verify({ 'x-token': '' }, known, true)).toEqual(refused('not-configured'))
    },
  )

  it('is never a property that every object has', async () => {
    const known = { header_name: 'constructor', header_value: String(Object) }
    expect(await verify({}, known)).toEqual(refused('missing-credential'))
  })
})

describe('a report of the feedback webhook', () => {
  const read = (body: unknown) => {
    const result = ajo.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: means.now })
    return result.ok ? result.value[0] : undefined
  }
  const report = (value: unknown, more: object = {}) => ({
    requestId: 'r-1',
    channel: 'email',
    eventType: 'message.feedback',
    messageExecution: { messageExecutionID: 'HUMA-1' },
    messageDeliveryFeedback: { feedbackStatus: { value } },
    identityMap: { email: [{ id: 'kim@example.org', primary: true }] },
    ...more,
  })

  it.each(
    Object.entries({
      sent: 'send',
      delivered: 'delivery',
      bounce: 'bounce',
      error: 'failed',
      errors: 'failed',
      failed: 'failed',
      exclude: 'dropped',
      denylist: 'dropped',
      delay: 'deferred',
      duplicate: 'dropped',
      read: 'open',
      unknown: 'ignored',
      constructor: 'ignored',
    }),
  )('is understood for the status %s, in any case', (status, type) => {
    for (const spelling of [status, status.toUpperCase(), ` ${status} `]) {
      const event = {
        type,
        nativeEvent: `message.feedback:${status}`,
        messageId: 'HUMA-1',
        trackingId: 'r-1',
      }
      expect(read(report(spelling))).toMatchObject({ outcome: 'event', event })
    }
  })

  it('may write its status without the object around it, and leave the type of the event out', () => {
    const bare = report('', { eventType: undefined, messageDeliveryFeedback: { feedbackStatus: 'sent' } })
    expect(read(bare)).toMatchObject({ event: { type: 'send' } })
  })

  it('is stored for a replay when it has no status', () => {
    expect(read(report(null))).toMatchObject({ outcome: 'rejected', reason: 'no-status' })
    expect(read({ requestId: 'r-1' })).toMatchObject({ outcome: 'rejected', reason: 'no-status' })
  })

  it('is the same event when Adobe sends it again after another attempt, and another for another person', () => {
    const keyOf = (body: unknown) => {
      const item = read(body)
      return item?.outcome === 'event' ? item.event.dedupeKey : undefined
    }
    const again = { feedbackStatus: { value: 'sent' }, retryCount: 1 }
    expect(keyOf(report('sent', { messageDeliveryFeedback: again }))).toBe(keyOf(report('sent')))
    const other = { email: [{ id: 'lou@example.org', primary: true }] }
    expect(keyOf(report('sent', { identityMap: other }))).not.toBe(keyOf(report('sent')))
    expect(keyOf(report('sent', { requestId: null, messageExecution: null }))).toBeNull()
  })

  it('tells hard bounces from soft ones, and from those that are neither', () => {
    const bounce = (type: string) =>
      read(
        report('', {
          messageDeliveryFeedback: { feedbackStatus: { value: 'bounce' }, messageFailure: { type } },
        }),
      )
    expect(bounce('Hard')).toMatchObject({ event: { properties: { bounce_class: 'hard' } } })
    expect(bounce('soft')).toMatchObject({ event: { properties: { bounce_class: 'soft' } } })
    expect(bounce('Ignored')).not.toHaveProperty('event.properties.bounce_class')
  })

  it('has no time when the provider of the SMS did not say one that can be read', () => {
    const said = { feedbackStatus: { value: 'delivered' }, deliveryTimestamp: 'soon' }
    expect(read(report('', { messageDeliveryFeedback: said }))).toMatchObject({
      event: { occurredAt: null, properties: { deliveryTimestamp: 'soon' } },
    })
  })
})

describe('a sample', () => {
  it('carries the ids of the template and of its person where Adobe carries them', () => {
    const body = ajo.sample('delivery', {
      id: 'sample-1',
      at: means.now,
      userId: 'u-77',
      email: 'sam@example.org',
      messageId: 'HUMA-77',
      trackingId: 'trk-77',
      integration: { campaign_id: 'camp-1, camp-2', campaign_version_id: '2' },
    })
    const read = ajo.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: means.now })
    const event = {
      userId: 'u-77',
      email: 'sam@example.org',
      messageId: 'HUMA-77',
      trackingId: 'trk-77',
      refs: { campaign_id: 'camp-1', campaign_version_id: '2' },
    }
    expect(read).toMatchObject({ value: [{ event }] })
  })

  it('is never of engagement, which the webhook does not report', () => {
    for (const type of ['open', 'click', 'conversion'] as const) {
      const subject = {
        id: '1',
        at: means.now,
        userId: 'u',
        email: 'e',
        messageId: '',
        trackingId: '',
        integration: {},
      }
      expect(ajo.sample(type, subject)).toBeUndefined()
    }
  })
})
