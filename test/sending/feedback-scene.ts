import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { FEEDBACKS } from '../../src/features/feedback/payload.ts'
import { createFeedbackSender } from '../../src/features/feedback/sender.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { type FeedbackReceiver, startFeedbackReceiver } from '../feedback-receiver.ts'

export let server: TestApp
export let org: string
export let receiver: FeedbackReceiver
export let now: Date
export const open: { close(): unknown }[] = []

export async function listen(port?: number): Promise<FeedbackReceiver> {
  const started = await startFeedbackReceiver(port)
  open.push(started)
  return started
}

function setNow(moment: Date): void {
  now = moment
  server.setNow(moment)
}
export const pass = (ms: number): void => setNow(new Date(now.getTime() + ms))

export const at = (path = '') => `/api/v1/orgs/${org}/feedback-webhooks${path}`

export async function createWebhook(settings: object = {}) {
  const made = await server.call('POST', at(), {
    ...{ name: 'crm', url: receiver.url, statuses: [...FEEDBACKS] },
    ...settings,
  })
  expect(made).toMatchObject({ status: 201 })
  return made.body
}

/** A message of its own, as the platform would send it. */
export async function choose(trackingId: string, template = 'welcome'): Promise<void> {
  const body = {
    template_id: template,
    user_id: `user-of-${trackingId}`,
    tracking_id: trackingId,
    email: 'ada@example.org',
  }
  expect(await server.call('POST', `/api/generate/${org}`, body)).toMatchObject({ status: 200 })
}

export async function report(trackingId: string, event: string, more: object = {}): Promise<void> {
  const body = {
    event,
    event_id: `${trackingId}-${event}`,
    tracking_id: trackingId,
    user_id: `user-of-${trackingId}`,
    ...more,
  }
  expect(await server.call('POST', `/api/webhook/events/${org}`, body)).toMatchObject({ status: 200 })
}

export const newSender = () =>
  createFeedbackSender({ ...server.services, db: { ...server.services.db, kind: 'server' }, chance: () => 0 })

/** Processes waiting calls, and makes due deliveries. */
export async function work(rounds = 1): Promise<void> {
  await processInbox(server)
  const sender = newSender()
  for (let round = 0; round < rounds; round++) {
    await sender.round()
    await sender.settled()
  }
}

export const deliveries = async (id: string, query = '') =>
  (await server.call('GET', at(`/${id}/deliveries${query}`))).body.items

export const statuses = (received: FeedbackReceiver) =>
  received.calls.map(({ body }) => JSON.parse(body).messageDeliveryFeedback.feedbackStatus.value)

/** Makes every test of a file begin in a fresh organisation. */
export function setUpScene(): void {
  beforeAll(async () => {
    server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  }, 60_000)
  afterAll(() => server.close())
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })
  beforeEach(async () => {
    setNow(new Date())
    org = `feedback-${randomBytes(4).toString('hex')}`
    await createOrg(server, org)
    await createTemplate(server, org, 'welcome')
    receiver = await listen()
  })
}
