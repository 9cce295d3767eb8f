import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFeedbackSender } from '../../src/features/feedback/sender.ts'
import { deliverySenderOf } from '../../src/worker-wiring.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { type FeedbackReceiver, startFeedbackReceiver } from '../feedback-receiver.ts'
import { answer, type RecordingVendor, startRecordingVendor } from '../recording-vendor.ts'
import {
  type MailServer,
  respondAsCustomerio,
  startAdobe,
  startMailServer,
} from '../transactional-vendors.ts'

let customerio: RecordingVendor
let adobe: Awaited<ReturnType<typeof startAdobe>>
let mailServer: MailServer
let receiver: FeedbackReceiver
let server: TestApp
beforeAll(async () => {
  customerio = await startRecordingVendor()
  adobe = await startAdobe()
  mailServer = await startMailServer()
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
})
afterAll(async () => {
  await server.close()
  customerio.close()
  adobe.close()
  await mailServer.close()
})

let orgs = 0
let org = ''
let webhook = ''
beforeEach(async () => {
  customerio.reset()
  customerio.respondWith(respondAsCustomerio)
  adobe.reset()
  // What other tests have left.
  await server.services.db.query({ text: "update deliveries set state = 'canceled' where state = 'queued'" })
  receiver = await startFeedbackReceiver()
  org = `acme-${++orgs}`
  await createOrg(server, org)
  await put('platforms/cio', { app_api_key: 'the-app-key', base_url: customerio.url })
  await put('platforms/ajo', {
    ...{ client_id: 'the-client', client_secret: 'the-client-secret', ims_org_id: 'ACME@AdobeOrg' },
    ...{ ims_url: adobe.url, base_url: adobe.url },
  })
  await put('transports/smtp', {
    ...{ host: '127.0.0.1', port: String(mailServer.port), security: 'none' },
    from: 'hello@acme.example',
  })
  const ids = {
    cio: { transactional_message_id: '44' },
    ajo: { campaign_id: 'camp-7' },
    smtp: { html_variable: 'subject' },
  }
  for (const [transport, more] of Object.entries(ids))
    await createTemplate(server, org, transport, { integration: { deliver: { transport, ...more } } }, 1)
  const made = await server.call('POST', `/api/v1/orgs/${org}/feedback-webhooks`, {
    name: 'crm',
    url: receiver.url,
  })
  webhook = made.body.id
  return () => receiver.close()
})

const put = async (path: string, settings: object) =>
  expect(await server.call('PUT', `/api/v1/orgs/${org}/${path}`, { settings })).toMatchObject({ status: 200 })

const deliver = async (template_id: string, request_id: string, more: object = {}) =>
  expect(
    await server.call('POST', `/api/deliver/${org}`, {
      ...{ template_id, request_id, email: 'kim@example.org' },
      ...more,
    }),
  ).toMatchObject({ status: 200 })

/** Sends, reads what was reported of it, and tells. */
async function work(): Promise<void> {
  const sender = deliverySenderOf(server.services)
  await sender.round()
  await sender.settled()
  await processInbox(server)
  const feedback = createFeedbackSender({
    ...server.services,
    db: { ...server.services.db, kind: 'server' },
    chance: () => 0,
  })
  await feedback.round()
  await feedback.settled()
}

const told = () => receiver.calls.map(({ body }) => JSON.parse(body))
const statusesOf = (requestId: string) =>
  told()
    .filter(each => each.requestId === requestId)
    .map(each => each.messageDeliveryFeedback.feedbackStatus.value)

describe('a message that Parley sends itself', () => {
  it.each(['cio', 'ajo', 'smtp'])('through %s is told as sent, once', async via => {
    await deliver(via, 'r-1')
    await work()
    await work()
    const { body: delivery } = await server.call('GET', `/api/v1/orgs/${org}/deliveries/r-1`)
    expect(told()).toEqual([
      {
        requestId: 'r-1',
        imsOrg: via === 'ajo' ? 'ACME@AdobeOrg' : org,
        sandbox: { id: expect.any(String), name: 'prod' },
        channel: 'email',
        eventType: 'message.feedback',
        messageExecution: {
          messageExecutionID: delivery.message_id,
          messageType: 'transactional',
          campaignID: via === 'ajo' ? 'camp-7' : via,
          campaignVersionID: delivery.copy_id,
        },
        messageDeliveryFeedback: {
          feedbackStatus: { value: 'sent' },
          offers: null,
          messageExclusion: null,
          messageFailure: null,
          retryCount: 0,
        },
        identityMap: { email: [{ id: 'kim@example.org', primary: true }] },
      },
    ])
  })

  it('is told as sent once, also when the platform says so as well, and then what it says besides', async () => {
    await deliver('ajo', 'r-1')
    await work()
    for (const value of ['sent', 'delivered', 'bounce'])
      await server.call('POST', `/api/webhook/ajo/${org}`, {
        ...{ requestId: 'r-1', channel: 'email', eventType: 'message.feedback' },
        messageExecution: { messageExecutionID: 'HUMA-r-1' },
        messageDeliveryFeedback: { feedbackStatus: { value } },
        identityMap: { email: [{ id: 'kim@example.org', primary: true }] },
      })
    await work()
    expect(statusesOf('r-1')).toEqual(['sent', 'delivered', 'bounce'])
  })

  it('is told as an error when it is given up, and each time that it is', async () => {
    customerio.respondWith(response =>
      answer(response, 400, { meta: { error: 'domain has not been verified' } }),
    )
    await deliver('cio', 'r-1')
    await work()
    expect(told()).toMatchObject([
      {
        requestId: 'r-1',
        messageDeliveryFeedback: {
          feedbackStatus: { value: 'error' },
          messageFailure: {
            category: 'sync',
            type: 'Ignored',
            code: '400',
            reason: 'Customer.io answered with status 400: domain has not been verified',
          },
        },
      },
    ])
    const resend = () => server.call('POST', `/api/v1/orgs/${org}/deliveries/r-1/resend`)
    expect(await resend()).toMatchObject({ status: 202 })
    await work()
    customerio.respondWith(respondAsCustomerio)
    expect(await resend()).toMatchObject({ status: 202 })
    await work()
    expect(statusesOf('r-1')).toEqual(['error', 'error', 'sent'])
  })

  it('is told of also when its wording was forced', async () => {
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/templates/smtp`)
    const forced = body.variants.find(({ control }: { control: boolean }) => !control)
    await deliver('smtp', 'r-1', { copy_id: forced.id })
    await work()
    expect(statusesOf('r-1')).toEqual(['sent'])
  })

  it('is told of nothing while nobody knows, or while it is tried again', async () => {
    customerio.respondWith((response, { body }) =>
      answer(response, body.message_data.parley_tracking_id === 'r-1' ? 500 : 503, {}),
    )
    await deliver('cio', 'r-1')
    await deliver('cio', 'r-2')
    await work()
    expect(told()).toEqual([])
  })

  it('is told of in the same transaction that says what became of it', async () => {
    await server.services.db.query({
      text: `create function refuse() returns trigger language plpgsql as $$ begin raise 'no room'; end $$`,
    })
    await server.services.db.query({
      text: 'create trigger refuse before insert on feedback_deliveries for each row execute function refuse()',
    })
    await deliver('cio', 'r-1')
    const sender = deliverySenderOf(server.services)
    await sender.round()
    await expect.poll(() => customerio.received.length).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 200))
    const stateOf = async () => (await server.call('GET', `/api/v1/orgs/${org}/deliveries/r-1`)).body.state
    expect(await stateOf()).toBe('sending')
    await server.services.db.query({ text: 'drop trigger refuse on feedback_deliveries' })
    await sender.settled()
    expect(await stateOf()).toBe('sent')
    await work()
    expect(statusesOf('r-1')).toEqual(['sent'])
    expect(customerio.received).toHaveLength(1)
  })
})

it('a webhook that is told of other templates is told of none of it', async () => {
  await server.call('PATCH', `/api/v1/orgs/${org}/feedback-webhooks/${webhook}`, { templates: ['cio'] })
  await deliver('smtp', 'r-1')
  await deliver('cio', 'r-2')
  await work()
  expect(told().map(({ requestId }) => requestId)).toEqual(['r-2'])
})
