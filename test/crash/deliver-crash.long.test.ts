import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../database.ts'
import { answer, type RecordingVendor, startRecordingVendor } from '../recording-vendor.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'
import { type MailServer, startMailServer } from '../transactional-vendors.ts'

// Vendors that outlive the server, and take their time, so that a kill finds messages in every state.
const MESSAGES = Number(process.env['CRASH_DELIVERIES'] ?? 240)
const AT_ONCE = 16
const SLOWNESS_MS = 40
const VIAS = ['cio', 'ajo', 'smtp'] as const

let store: TestStore
let server: ServerProcess
let http: RecordingVendor
let mail: MailServer
beforeAll(async () => {
  store = await createTestStore()
  http = await startRecordingVendor(text => (text.startsWith('{') ? JSON.parse(text) : {}))
  http.respondWith((response, { url, body }) => {
    if (url.startsWith('/ims/')) return answer(response, 200, { access_token: 'token', expires_in: 86_399 })
    const id = body.requestId ?? body.message_data.parley_tracking_id
    setTimeout(() => answer(response, 200, { delivery_id: `d-${id}`, executionId: `e-${id}` }), SLOWNESS_MS)
  })
  mail = await startMailServer()
  mail.judgeWith(() => new Promise(resolve => setTimeout(() => resolve(undefined), SLOWNESS_MS)))
  server = await createServerProcess(store, { PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  await server.start()
})
afterAll(async () => {
  await server.kill()
  await store.remove()
  http.close()
  await mail.close()
})

it('loses no message that was acknowledged, and sends none twice, through two kills', async () => {
  await setUp()
  const acknowledged = new Set<string>()
  await askForAll(acknowledged, [0.3, 0.7])
  expect(acknowledged.size).toBe(MESSAGES)
  const states = await untilSettled()
  expect(new Set(states.keys())).toEqual(acknowledged)

  const taken = countTaken()
  const twice = [...taken].filter(([, count]) => count > 1)
  expect(twice).toEqual([])
  const wrong = [...states].filter(([id, state]) => {
    const count = taken.get(id) ?? 0
    // What was on its way when the server died is unclear, and left to a person.
    return state === 'sent' ? count !== 1 : state !== 'unknown'
  })
  expect(wrong).toEqual([])
  const sent = [...states.values()].filter(state => state === 'sent').length
  expect(sent).toBeGreaterThan(MESSAGES / 2)

  await askForAll(new Set(), [])
  await untilSettled()
  expect(countTaken()).toEqual(taken)
}, 300_000)

async function setUp(): Promise<void> {
  await call('POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  const put = (path: string, settings: object) => call('PUT', `/api/v1/orgs/acme/${path}`, { settings })
  await put('platforms/cio', { app_api_key: 'key', base_url: http.url })
  await put('platforms/ajo', {
    ...{ client_id: 'id', client_secret: 'secret', ims_org_id: 'A@AdobeOrg' },
    ...{ ims_url: http.url, base_url: http.url },
  })
  await put('transports/smtp', {
    ...{ host: '127.0.0.1', port: String(mail.port), security: 'none' },
    from: 'hello@acme.example',
  })
  const ids = { cio: { transactional_message_id: '1' }, ajo: { campaign_id: 'c' }, smtp: {} }
  for (const via of VIAS) {
    const integration = { deliver: { transport: via, ...ids[via] } }
    await call('POST', '/api/v1/orgs/acme/templates', {
      id: via,
      variables: ['subject', 'text'],
      integration,
    })
    const at = `/api/v1/orgs/acme/templates/${via}`
    const vars = { subject: 'Hello', text: 'Hi' }
    await call('POST', `${at}/variants`, { name: 'control', vars, control: true })
    await call('POST', `${at}/variants`, { name: 'a', vars, status: 'approved' })
    await call('PATCH', at, { status: 'active' })
  }
}

const call = (method: string, path: string, body?: unknown) =>
  callUntilAcknowledged(server, method, path, body)

/** Asks for every message, many at once; when a share of them has been asked for, the server is killed. */
async function askForAll(acknowledged: Set<string>, kills: readonly number[]): Promise<void> {
  const killAt = new Set(kills.map(share => Math.floor(MESSAGES * share)))
  let next = 0
  let restarting = Promise.resolve()
  const runner = async () => {
    while (next < MESSAGES) {
      const number = next++
      if (killAt.has(number)) restarting = restarting.then(server.kill).then(server.start)
      const via = VIAS[number % VIAS.length]
      const request_id = `${via}-${number}`
      const email = `person-${number}@example.org`
      await call('POST', '/api/deliver/acme', { template_id: via, email, request_id })
      acknowledged.add(request_id)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runner))
  await restarting
}

/** By request id, once nothing is on its way any more. */
async function untilSettled(): Promise<ReadonlyMap<string, string>> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const states = await readStates()
    if (![...states.values()].some(state => state === 'queued' || state === 'sending')) return states
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  throw new Error('messages were never sent')
}

async function readStates(): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = (await call(
      'GET',
      `/api/v1/orgs/acme/deliveries?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )) as Page
    for (const { request_id, state } of page.items) states.set(request_id, state)
    cursor = page.next_cursor
  }
  return states
}

interface Page {
  readonly items: readonly { readonly request_id: string; readonly state: string }[]
  readonly next_cursor: string | null
}

/** How often the vendors were handed each message. */
function countTaken(): ReadonlyMap<string, number> {
  const ids = [
    ...http.received
      .filter(({ url }) => !url.startsWith('/ims/'))
      .map(({ body }) => body.requestId ?? body.message_data.parley_tracking_id),
    ...mail.mails.map(({ text }) => /^X-Parley-Tracking-ID: (\S+)/im.exec(text)?.[1]),
  ]
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
