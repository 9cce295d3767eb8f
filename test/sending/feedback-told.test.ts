import { Ajv2020 } from 'ajv/dist/2020.js'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { FeedbackPayload } from '../../src/features/feedback/payload.ts'
import { createTemplate } from '../factories.ts'
import {
  choose,
  createWebhook,
  deliveries,
  org,
  receiver,
  report,
  server,
  setUpScene,
  statuses,
  work,
} from './feedback-scene.ts'

setUpScene()

describe('what becomes of a message', () => {
  it('is told once, signed, in the published shape, in order', async () => {
    const { id, secret } = await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_sent')
    await report('m-1', 'email_delivered')
    await report('m-1', 'email_bounced', { reason: 'mailbox full' })
    await report('m-1', 'email_opened')
    await work()
    expect(statuses(receiver)).toEqual(['sent', 'delivered', 'bounce'])
    const schema = (await server.call('GET', '/schemas/feedback-webhook.json')).body
    const validate = new Ajv2020({ strict: false }).compile(schema)
    for (const { headers, body } of receiver.calls) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ requestId: 'm-1', imsOrg: org })
      expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
      expect(validate(JSON.parse(body)), JSON.stringify(validate.errors)).toBe(true)
    }
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(3)
    const [last] = await deliveries(id)
    expect(last).toMatchObject({
      id: receiver.calls[2]?.headers['webhook-id'],
      feedback: 'bounce',
      state: 'delivered',
      request_id: 'm-1',
      status: 204,
      exchanges: [{ response: { status: 204 }, request: { url: receiver.url } }],
    })
  })

  it('is not told again when it is reported or read again', async () => {
    await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await report('m-1', 'email_delivered')
    await work()
    await report('m-1', 'email_delivered')
    expect(
      await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter: { platform: 'events' } }),
    ).toMatchObject({
      status: 202,
    })
    await work(2)
    expect(receiver.calls).toHaveLength(1)
  })

  it('is told when a report finds its message only later', async () => {
    await createWebhook()
    await choose('m-1')
    await report('unknown', 'email_delivered', { message_id: 'esp-1', user_id: 'nobody' })
    await work()
    expect(receiver.calls).toHaveLength(0)
    await report('m-1', 'email_sent', { message_id: 'esp-1' })
    await work()
    expect(statuses(receiver).sort()).toEqual(['delivered', 'sent'])
  })

  it('is passed on as Adobe reports it', async () => {
    await createWebhook()
    await choose('8NoByJne')
    const bounce = {
      requestId: '8NoByJne',
      imsOrg: 'myImsOrg',
      sandbox: { id: '068abf40-575e-11ea-8512-9b1bfdb82603', name: 'prod' },
      channel: 'email',
      eventType: 'message.feedback',
      messageExecution: {
        messageExecutionID: 'HUMA-1',
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
    }
    expect(await server.call('POST', `/api/webhook/ajo/${org}`, bounce)).toMatchObject({ status: 200 })
    await work()
    expect(receiver.calls.map(({ body }) => JSON.parse(body))).toEqual([bounce])
  })

  it('is passed on as Adobe reports it, also what only text messages have', async () => {
    await createWebhook({ channels: ['sms'] })
    await createTemplate(server, org, 'texts', { channel: 'sms' })
    await choose('code-5512', 'texts')
    const delivered = {
      requestId: 'code-5512',
      imsOrg: 'ACME@AdobeOrg',
      sandbox: { id: 'b0f1c6de-3d0a-4c26-9a56-6a1f7c3a9d10', name: 'prod' },
      channel: 'sms',
      eventType: 'message.feedback',
      messageExecution: {
        messageExecutionID: 'UMA-7712309',
        messageType: 'marketing',
        campaignID: '5f0c4e1b-6d9e-4e41-8a52-0d7b3c6f2e90',
        campaignVersionID: 'c81a7e02-94f6-4b3f-a2d5-1b60c7d9e4a3',
        campaignType: 'ApiTriggered',
        messageID: 'm-5521',
        messageProfileID: 'mp-90017',
      },
      messageDeliveryFeedback: {
        feedbackStatus: { value: 'delivered' },
        offers: null,
        messageExclusion: null,
        messageFailure: null,
        retryCount: 1,
        encoding: 'UNICODE',
        numberOfMessageParts: '3',
        deliveryTimestamp: '2026-03-02T08:58:41.250Z',
      },
      channelContext: { profileAddress: null, profileNumber: '+4915550100777' },
    }
    const identityMap = (more: object) => ({ Phone: [{ id: '+4915550100777', ...more }] })
    await server.call('POST', `/api/webhook/ajo/${org}`, { ...delivered, identityMap: identityMap({}) })
    await work()
    // Adobe leaves `primary` out of numbers; receivers may count on it.
    expect(receiver.calls.map(({ body }) => JSON.parse(body))).toEqual([
      { ...delivered, identityMap: identityMap({ primary: true }) },
    ])
    const validate = new Ajv2020({ strict: false }).compile(FeedbackPayload)
    expect(validate(JSON.parse(receiver.calls[0]?.body ?? '')), JSON.stringify(validate.errors)).toBe(true)
  })

  it('is told only of the templates, sandbox and channels that were asked for', async () => {
    await createTemplate(server, org, 'other')
    await createTemplate(server, org, 'texts', { channel: 'sms' })
    await server.call('POST', `/api/v1/orgs/${org}/sandboxes`, { name: 'dev' })
    await createTemplate(server, org, 'elsewhere', { sandbox: 'dev' })
    await createWebhook({ templates: ['welcome', 'texts'] })
    for (const template of ['welcome', 'other', 'texts', 'elsewhere']) {
      await choose(template, template)
      await report(template, 'delivered')
    }
    await work()
    expect(receiver.calls.map(({ body }) => JSON.parse(body).requestId)).toEqual(['welcome'])
  })
})
