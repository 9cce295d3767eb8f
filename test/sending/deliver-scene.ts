import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { deliverySenderOf } from '../../src/worker-wiring.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate } from '../factories.ts'
import { type RecordingVendor, startRecordingVendor } from '../recording-vendor.ts'
import {
  type MailServer,
  respondAsCustomerio,
  startAdobe,
  startMailServer,
} from '../transactional-vendors.ts'

export let customerio: RecordingVendor
export let adobe: Awaited<ReturnType<typeof startAdobe>>
export let mailServer: MailServer
export let server: TestApp
export let now = new Date()
export const passTime = (ms: number) => {
  now = new Date(now.getTime() + ms)
  server.setNow(now)
}
export const [SECOND_MS, MINUTE_MS] = [1_000, 60_000]

let orgs = 0
export let org = ''

export const put = async (path: string, settings: object) =>
  expect(await server.call('PUT', `/api/v1/orgs/${org}/${path}`, { settings })).toMatchObject({ status: 200 })

export const template = (id: string, deliver: object, settings: object = {}) =>
  createTemplate(server, org, id, { integration: { deliver }, ...settings }, 1)

export const ask = (body: object, headers: Record<string, string> = {}) =>
  server.call('POST', `/api/deliver/${org}`, { fields: { name: 'Kim' }, ...body }, headers)

export async function deliver(body: object): Promise<string> {
  const reply = await ask({ email: 'kim@example.org', ...body })
  expect(reply).toEqual({ status: 200, body: { status: 'ok', request_id: expect.any(String) } })
  return reply.body.request_id
}

/** Like the worker of a process that has just started: it knows only stored data. */
export async function work(rounds = 1, pauseMs = SECOND_MS): Promise<void> {
  const sender = deliverySenderOf(server.services)
  for (let round = 0; round < rounds; round++) {
    await sender.round()
    await sender.settled()
    passTime(pauseMs)
  }
}

export const show = async (id: string) =>
  (await server.call('GET', `/api/v1/orgs/${org}/deliveries/${id}`)).body
export const list = async (query = '') =>
  (await server.call('GET', `/api/v1/orgs/${org}/deliveries?${query}`)).body.items

/** The number of messages that each vendor has accepted. */
export const taken = () => ({
  cio: customerio.received.length,
  ajo: adobe.executions().length,
  smtp: mailServer.mails.length,
})

/** Makes every test of a file begin in a fresh organisation. */
export function setUpScene(): void {
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
  beforeEach(async () => {
    customerio.reset()
    customerio.respondWith(respondAsCustomerio)
    adobe.reset()
    mailServer.reset()
    // Messages of other tests.
    await server.services.db.query({
      text: "update deliveries set state = 'canceled' where state = 'queued'",
    })
    now = new Date()
    passTime(0)
    org = `acme-${++orgs}`
    await createOrg(server, org)
    await put('platforms/cio', {
      app_api_key: 'the-app-key',
      base_url: customerio.url,
      signing_key: 'the-key',
    })
    await put('platforms/ajo', {
      client_id: `the-client-of-${org}`,
      client_secret: 'the-client-secret',
      ims_org_id: 'ACME@AdobeOrg',
      ims_url: adobe.url,
      base_url: adobe.url,
    })
    await put('transports/smtp', {
      host: '127.0.0.1',
      port: String(mailServer.port),
      security: 'none',
      from: 'Acme <hello@acme.example>',
    })
    await template('cio', { transport: 'cio', transactional_message_id: '44' })
    await template('ajo', { transport: 'ajo', campaign_id: 'camp-7' })
    await template('smtp', { transport: 'smtp', html_variable: 'subject' })
  })
}
