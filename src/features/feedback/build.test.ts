import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPayload } from './build.ts'
import {
  FEEDBACK_OF,
  FeedbackPayload,
  type FeedbackType,
  type ReportedEvent,
  type ReportedMessage,
} from './payload.ts'

const validate = new Ajv2020({ strict: false }).compile(FeedbackPayload)

const message: ReportedMessage = {
  decisionId: '01900000-0000-7000-8000-000000000001',
  trackingId: '8NoByJneShCdCGRnrGS1t1m3CdA73dhR',
  templateId: 'welcome',
  variantId: '01900000-0000-7000-8000-000000000002',
  channel: 'email',
  userKey: 'u-1',
  email: 'ada@example.org',
  phone: null,
}
const said: ReportedEvent = {
  platform: 'events',
  type: 'delivery',
  channel: null,
  userKey: null,
  email: null,
  messageId: null,
  templateRef: null,
  occurredAt: null,
  refs: {},
  properties: {},
}
const sender = { imsOrg: 'acme', sandbox: { id: 'sandbox-1', name: 'prod' } }
const build = (event: Partial<ReportedEvent>, about: Partial<ReportedMessage> = {}) =>
  buildPayload({ ...said, ...event }, { ...message, ...about }, sender)

describe('the payload', () => {
  it('of a bounce from Adobe equals its own, field by field', () => {
    const properties = {
      imsOrg: 'myImsOrg',
      sandbox: { id: '068abf40-575e-11ea-8512-9b1bfdb82603', name: 'prod' },
      messageType: 'transactional',
      offers: null,
      messageExclusion: null,
      messageFailure: { category: 'sync', type: 'Ignored', code: '25', reason: 'Admin Failure' },
      retryCount: 0,
      identityMap: { email: [{ id: 'ada@example.org', primary: true }] },
    }
    const refs = {
      campaign_id: '16f24a15-7e21-477c-848a-d5695ca7f137',
      campaign_version_id: '2ca10c10-56dd-4505-87cd-fa5da84e7a5d',
      message_id: 'HUMA-26362805',
    }
    const payload = build({
      platform: 'ajo',
      type: 'bounce',
      channel: 'email',
      messageId: 'hash',
      refs,
      properties,
    })
    expect(payload).toEqual({
      requestId: '8NoByJneShCdCGRnrGS1t1m3CdA73dhR',
      imsOrg: 'myImsOrg',
      sandbox: { id: '068abf40-575e-11ea-8512-9b1bfdb82603', name: 'prod' },
      channel: 'email',
      eventType: 'message.feedback',
      messageExecution: {
        messageExecutionID: 'HUMA-26362805',
        messageType: 'transactional',
        campaignID: '16f24a15-7e21-477c-848a-d5695ca7f137',
        campaignVersionID: '2ca10c10-56dd-4505-87cd-fa5da84e7a5d',
      },
      messageDeliveryFeedback: {
        feedbackStatus: { value: 'bounce' },
        offers: null,
        messageExclusion: null,
        messageFailure: { category: 'sync', type: 'Ignored', code: '25', reason: 'Admin Failure' },
        retryCount: 0,
      },
      identityMap: { email: [{ id: 'ada@example.org', primary: true }] },
    })
  })

  it('of other platforms has the same fields, filled with the data of Parley', () => {
    const properties = {
      failure_message: '550 5.1.1 no such user',
      bounce_class: 'hard',
      imsOrg: 'not to be believed',
    }
    expect(build({ platform: 'cio', type: 'bounce', messageId: 'dgOx', properties })).toMatchObject({
      requestId: message.trackingId,
      imsOrg: 'acme',
      sandbox: sender.sandbox,
      messageExecution: {
        messageExecutionID: 'dgOx',
        messageType: 'transactional',
        campaignID: 'welcome',
        campaignVersionID: message.variantId,
      },
      messageDeliveryFeedback: {
        messageExclusion: null,
        messageFailure: { category: 'async', type: 'Hard', code: '5.1.1', reason: '550 5.1.1 no such user' },
      },
      identityMap: { email: [{ id: 'ada@example.org', primary: true }] },
    })
  })

  it.each([
    [
      'cio',
      'failed',
      { failure_message: 'suppressed by you' },
      'messageFailure',
      { category: 'sync', reason: 'suppressed by you' },
    ],
    [
      'braze',
      'deferred',
      { deferral_reason: '421 later', attempt_count: 2 },
      'messageFailure',
      { type: 'Soft', code: '421' },
    ],
    [
      'itbl',
      'bounce',
      { status: '4.2.2', bounce_class: 'soft' },
      'messageFailure',
      { type: 'Soft', code: '4.2.2' },
    ],
    [
      'sfmc',
      'bounce',
      { bounceCode: 'BLOCK', bounceMessage: '5.7.1 refused' },
      'messageFailure',
      { type: 'Ignored', code: 'BLOCK' },
    ],
    [
      'sfmc',
      'dropped',
      { statusCode: '2', reason: 'held' },
      'messageExclusion',
      { code: '2', reason: 'held' },
    ],
    [
      'itbl',
      'dropped',
      { reason: 'FrequencyCap' },
      'messageExclusion',
      { code: null, reason: 'FrequencyCap' },
    ],
  ] as const)('says why in the words of %s: %s', (platform, type, properties, field, expected) => {
    const payload = build({ platform, type, properties })
    expect(payload?.messageDeliveryFeedback[field]).toMatchObject(expected)
  })

  it('names the decision where the message has no request id', () => {
    expect(build({}, { trackingId: null })?.requestId).toBe(message.decisionId)
  })

  it('of a text message contains the number, from any source', () => {
    const sms = { channel: 'sms' } as const
    const known = [
      build({ ...sms, properties: { to_phone_number: '+33155500111' } }),
      build(sms, { phone: '+33155500111' }),
      build({ ...sms, userKey: '+33155500111' }),
    ]
    for (const payload of known)
      expect(payload?.identityMap).toEqual({ Phone: [{ id: '+33155500111', primary: true }] })
    expect(build(sms)?.identityMap).toEqual({ user_id: [{ id: 'u-1', primary: true }] })
  })

  it('does not exist for channels without feedback', () => {
    for (const channel of ['push', 'in_app', 'whatsapp']) expect(build({ channel })).toBeUndefined()
    expect(build({ channel: null }, { channel: 'web' })).toBeUndefined()
  })

  it('fits the schema, for any values of platforms', () => {
    const text = fc.option(fc.string({ minLength: 1 }), { nil: null })
    const type = fc.constantFrom(...(Object.keys(FEEDBACK_OF) as FeedbackType[]))
    const property = fc.constantFrom(
      ...[
        'imsOrg',
        'sandbox',
        'identityMap',
        'messageFailure',
        'messageExclusion',
        'retryCount',
        'messageType',
      ],
      ...['offers', 'reason', 'status', 'code', 'to', 'attempt_count'],
    )
    const event = fc.record({
      type,
      platform: fc.constantFrom('ajo', 'cio', 'events'),
      channel: fc.constantFrom('email', 'sms', null),
      userKey: text,
      email: text,
      messageId: text,
      refs: fc.dictionary(fc.constantFrom('campaign_id', 'campaign_version_id', 'message_id'), fc.string()),
      properties: fc.dictionary(property, fc.jsonValue()) as fc.Arbitrary<Record<string, unknown>>,
    })
    fc.assert(
      fc.property(event, text, text, (given, email, userKey) => {
        const payload = build(given, { email, userKey })
        expect(validate(payload), JSON.stringify([payload, validate.errors])).toBe(true)
        expect(payload?.messageDeliveryFeedback.feedbackStatus.value).toBe(FEEDBACK_OF[given.type])
      }),
    )
  })

  it.each([{ toString: '' }, [{ valueOf: null, toString: null }], true, '1e400', '-1', ''])(
    'takes %j for no number of tries',
    attempt_count => {
      const payload = build({ type: 'send', properties: { attempt_count } })
      expect(payload?.messageDeliveryFeedback.retryCount).toBe(0)
    },
  )
})
