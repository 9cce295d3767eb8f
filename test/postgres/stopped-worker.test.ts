import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../database.ts'
import { type FeedbackReceiver, startFeedbackReceiver } from '../feedback-receiver.ts'
import { answer, type RecordingVendor, startRecordingVendor } from '../recording-vendor.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'

const TOUR = '66a1b0c4d2e3f40051627384'
const SETTINGS = { PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' }

let store: TestStore
let vendor: RecordingVendor
let receiver: FeedbackReceiver
let sleeper: ServerProcess
let other: ServerProcess
beforeAll(async () => {
  store = await createTestStore()
  vendor = await startRecordingVendor()
  receiver = await startFeedbackReceiver()
  sleeper = await createServerProcess(store, SETTINGS)
  other = await createServerProcess(store, SETTINGS)
  await sleeper.start()
})
afterAll(async () => {
  await Promise.all([sleeper.kill(), other.kill()])
  await store.remove()
  vendor.close()
  await receiver.close()
})

it('a process that stood still past its leases and wakes changes nothing that another has done since', async () => {
  const call = (server: ServerProcess, method: string, path: string, body?: unknown) =>
    callUntilAcknowledged(server, method, path, body)
  await call(sleeper, 'POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  await call(sleeper, 'PUT', '/api/v1/orgs/acme/platforms/chameleon', {
    settings: { account_secret: 'secret', base_url: vendor.url },
  })
  const at = '/api/v1/orgs/acme/templates'
  const integration = { chameleon: { tour_id: TOUR, write_back: 'on' } }
  await call(sleeper, 'POST', at, { id: 'tour', variables: ['subject'], integration })
  await call(sleeper, 'POST', `${at}/tour/variants`, {
    ...{ name: 'control', control: true },
    vars: { subject: 'Hello' },
  })
  await call(sleeper, 'PATCH', `${at}/tour`, { status: 'active' })
  await call(sleeper, 'POST', '/api/v1/orgs/acme/feedback-webhooks', { name: 'crm', url: receiver.url })

  // The first call to each is held: the process falls asleep while it waits for the answer.
  const held: ServerResponse[] = []
  vendor.respondWith(response => held.push(response))
  receiver.respondWith(response => held.push(response))
  await call(sleeper, 'POST', '/api/generate/acme', {
    ...{ template_id: 'tour', user_id: 'kim', email: 'kim@example.org', tracking_id: 'm-1' },
  })
  for (const event of ['email_sent', 'email_delivered'])
    await call(sleeper, 'POST', '/api/webhook/events/acme', { event, event_id: event, tracking_id: 'm-1' })
  await expect.poll(() => held.length, { timeout: 30_000 }).toBe(2)
  sleeper.signal('SIGSTOP')

  vendor.respondWith(response => answer(response, 200, {}))
  receiver.respondWith()
  await other.start()
  const writes = async () =>
    ((await call(other, 'GET', '/api/v1/orgs/acme/profile-writes')) as { items: object[] }).items
  await expect.poll(writes, { timeout: 120_000 }).toMatchObject([{ state: 'sent' }])
  await expect.poll(() => told(), { timeout: 120_000 }).toEqual(['sent', 'sent', 'delivered'])

  for (const response of held) response.destroy()
  sleeper.signal('SIGCONT')
  await call(sleeper, 'GET', '/api/v1/orgs/acme')
  // Longer than the first pause before a repetition.
  await new Promise(resolve => setTimeout(resolve, 8_000))
  expect(await writes()).toMatchObject([{ state: 'sent', attempts: 1, reason: null }])
  expect(told()).toEqual(['sent', 'sent', 'delivered'])
  expect(vendor.received).toHaveLength(2)
}, 300_000)

const told = (): readonly string[] =>
  receiver.calls.map(({ body }) => JSON.parse(body).messageDeliveryFeedback.feedbackStatus.value)
