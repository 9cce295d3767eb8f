import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../database.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'
import { createReceiverProcess, type LoggedCall, type ReceiverProcess } from './receiver-process.ts'

// Receivers in processes of their own: one in every kind of trouble (see chaotic-receiver.js), one healthy.
const ROUNDS = Number(process.env['CRASH_FEEDBACK'] ?? 3)
const TROUBLES = ['stuck', 'silent', 'reset', 'broken', 'slow', 'drip', 'elsewhere', 'lost']
const FINE_PER_ROUND = 12
const AT_ONCE = 8
const EVENTS = ['email_sent', 'email_delivered'] as const

let store: TestStore
let server: ServerProcess
let troubled: ReceiverProcess
let healthy: ReceiverProcess
beforeAll(async () => {
  store = await createTestStore()
  troubled = await createReceiverProcess(false)
  healthy = await createReceiverProcess(true)
  await Promise.all([troubled.start(), healthy.start()])
  server = await createServerProcess(store, { PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  await server.start()
})
afterAll(async () => {
  await server.kill()
  await store.remove()
  await Promise.all([troubled.remove(), healthy.remove()])
})

it('tells a receiver everything in the end, through its troubles, its death and two of ours, while a neighbour waits for nothing', async () => {
  await setUp()
  const [webhook, neighbour] = [await createWebhook(troubled), await createWebhook(healthy)]
  const requests = Array.from({ length: ROUNDS }, (_, round) => [
    ...TROUBLES.map(kind => `${kind}-${round}`),
    ...Array.from({ length: FINE_PER_ROUND }, (_none, at) => `fine-${round}-${at}`),
  ]).flat()

  await tellOf(requests, 0.5)
  await until(() => toldBy(healthy).size === requests.length * EVENTS.length)
  // What is stuck is so until the receiver is healed below: the neighbour has waited for none of it.
  expect(toldBy(troubled).size).toBeLessThan(requests.length * EVENTS.length)

  await until(() => troubled.calls().some(({ outcome }) => outcome === 'stuck'))
  await troubled.kill()
  await server.kill()
  await troubled.start()
  await server.start()
  troubled.heal()

  // An answer of 410 pauses the webhook, whatever else waits; below, somebody takes it up again.
  const last = ['gone-1', 'fine-last']
  await tellOf(last, undefined)
  let looks = 0
  await until(async () => {
    if (troubled.calls().some(({ outcome }) => outcome === 'gone')) return true
    // Had it not failed so often, the first call about the last request would have been made by now.
    if (++looks % 20 === 0) await call('PATCH', `${WEBHOOKS}/${webhook.id}`, { status: 'active' })
    return false
  })

  const expected = [...requests, ...last].flatMap(id => EVENTS.map(event => `${id} ${TOLD_AS[event]}`)).sort()
  for (const [receiver, { id, secret }] of [
    [troubled, webhook],
    [healthy, neighbour],
  ] as const) {
    let looks = 0
    await until(async () => {
      // Somebody knows that the receiver is well again: what waits need not wait any longer.
      if (++looks % 20 === 0) await call('PATCH', `${WEBHOOKS}/${id}`, { status: 'active' })
      return toldBy(receiver).size === expected.length && (await waitingOf(id)) === 0
    })
    expect([...toldBy(receiver)].sort()).toEqual(expected)
    expectSigned(receiver.calls(), secret)
    expectRecognisable(receiver.calls())
    expectInOrder(receiver.calls())
  }
  const met = new Set(troubled.calls().map(({ outcome }) => outcome))
  for (const kind of [...TROUBLES, 'gone']) expect(met, `met ${kind}`).toContain(kind)
}, 400_000)

const TOLD_AS = { email_sent: 'sent', email_delivered: 'delivered' } as const
const WEBHOOKS = '/api/v1/orgs/acme/feedback-webhooks'

async function setUp(): Promise<void> {
  const at = '/api/v1/orgs/acme/templates'
  await call('POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  await call('PATCH', '/api/v1/orgs/acme', { several_feedback_webhooks: true })
  await call('POST', at, { id: 'welcome', variables: ['subject'] })
  await call('POST', `${at}/welcome/variants`, { name: 'control', vars: { subject: 'Hello' }, control: true })
  await call('PATCH', `${at}/welcome`, { status: 'active' })
}

const createWebhook = ({ url }: ReceiverProcess) =>
  call('POST', WEBHOOKS, { name: url, url }) as Promise<{ readonly id: string; readonly secret: string }>

const waitingOf = async (id: string) =>
  ((await call('GET', `${WEBHOOKS}/${id}`)) as { readonly health: { readonly waiting: number } }).health
    .waiting

/** Chooses for every request and reports what became of it; when a share of them has been reported, the server is killed. */
async function tellOf(requests: readonly string[], killAt: number | undefined): Promise<void> {
  const killBefore = killAt === undefined ? -1 : Math.floor(requests.length * killAt)
  let next = 0
  let restarting = Promise.resolve()
  const runner = async () => {
    while (next < requests.length) {
      const at = next++
      const id = requests[at] as string
      if (at === killBefore) restarting = server.kill().then(server.start)
      const message = { template_id: 'welcome', tracking_id: id, email: `${id}@example.org` }
      await call('POST', '/api/generate/acme', message)
      for (const event of EVENTS)
        await call('POST', '/api/webhook/events/acme', { event, event_id: `${id}-${event}`, tracking_id: id })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runner))
  await restarting
}

const call = (method: string, path: string, body?: unknown) =>
  callUntilAcknowledged(server, method, path, body)

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 480; attempt++) {
    if (await isSo()) return
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  throw new Error(`it never came to be so: ${isSo}`)
}

const factOf = ({ body }: LoggedCall): string => {
  const { requestId, messageDeliveryFeedback } = JSON.parse(body)
  return `${requestId} ${messageDeliveryFeedback.feedbackStatus.value}`
}

/** What the receiver has been told, in its own book. */
const toldBy = (receiver: ReceiverProcess): ReadonlySet<string> =>
  new Set(
    receiver
      .calls()
      .filter(({ isTaken }) => isTaken)
      .map(factOf),
  )

function expectSigned(calls: readonly LoggedCall[], secret: string): void {
  const webhook = new Webhook(secret)
  // Calls are minutes old by now, which the library would refuse: the signature alone is looked at.
  for (const { id, headers, body } of calls) {
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000)
    expect(headers['webhook-signature']).toBe(webhook.sign(id, at, body))
  }
}

/** A repetition has the id and the very body of what it repeats, and nothing else has. */
function expectRecognisable(calls: readonly LoggedCall[]): void {
  const bodies = new Map<string, Set<string>>()
  const ids = new Map<string, Set<string>>()
  for (const each of calls) {
    bodies.set(each.id, (bodies.get(each.id) ?? new Set()).add(each.body))
    ids.set(factOf(each), (ids.get(factOf(each)) ?? new Set()).add(each.id))
  }
  expect([...bodies.values()].filter(({ size }) => size > 1)).toEqual([])
  expect([...ids].filter(([, { size }]) => size > 1)).toEqual([])
}

/** Nobody hears that a message was delivered before having been told that it was sent. */
function expectInOrder(calls: readonly LoggedCall[]): void {
  const sent = new Set<string>()
  for (const each of calls) {
    const [requestId = '', status] = factOf(each).split(' ')
    if (status === 'sent' && each.isTaken) sent.add(requestId)
    if (status === 'delivered') expect(sent, `before ${requestId} was delivered`).toContain(requestId)
  }
}
