import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from '../engine.ts'
import { type Server, startServer } from '../server.ts'
import { type Account, ADMIN_KEY, setUp } from '../setup.ts'
import { countBacklog } from '../stored.ts'

/** Parley, a receiver, and the calls to make Parley send a report. */
export interface Scene {
  readonly engine: Engine
  readonly parley: Server
  /** Creates a webhook for all reports, and returns its id. */
  webhook(path: string): Promise<string>
  change(webhook: string, settings: object): Promise<void>
  remove(webhook: string): Promise<void>
  /** Queues all deliveries of the webhook again. */
  recover(webhook: string): Promise<void>
  waiting(webhook: string): Promise<number>
  /** Makes a choice, so that there is a message to report on. */
  choose(requestId: string): Promise<void>
  /** Reports a delivered message; resolves when Parley has the report. */
  report(requestId: string): Promise<void>
  /** Waits until every report is processed and its deliveries are queued. */
  untilRead(): Promise<void>
  /** The time of the first report about each request at the receiver, in milliseconds of the system's clock. */
  arrivals(): Promise<Readonly<Record<string, number>>>
  forgetArrivals(): Promise<void>
  stop(): Promise<void>
}

export async function openScene(engine: Engine): Promise<Scene> {
  const receiver = await startServer('feedback-receiver', {})
  const parley = await startServer('parley', {
    ...engine.storeOf('parley'),
    PARLEY_ADMIN_KEY: ADMIN_KEY,
    PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
  })
  const account: Account = await setUp(parley.url, ADMIN_KEY)
  const at = `/api/v1/orgs/${account.org}`
  const webhooks = `${at}/feedback-webhooks`

  async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const reply = await fetch(parley.url + path, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': ADMIN_KEY },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} was answered ${reply.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  }
  await call('PATCH', at, { several_feedback_webhooks: true })

  return {
    engine,
    parley,
    webhook: async path =>
      (await call<{ id: string }>('POST', webhooks, { name: path, url: receiver.url + path })).id,
    change: (webhook, settings) => call('PATCH', `${webhooks}/${webhook}`, settings),
    remove: webhook => call('DELETE', `${webhooks}/${webhook}`, {}),
    recover: webhook =>
      call('POST', `${webhooks}/${webhook}/recover`, { since: '2020-01-01', include_delivered: true }),
    waiting: async webhook =>
      (await call<{ health: { waiting: number } }>('GET', `${webhooks}/${webhook}`)).health.waiting,
    choose: requestId =>
      call('POST', `/api/generate/${account.org}`, {
        ...{ template_id: account.template, user_id: requestId, tracking_id: requestId },
        email: `${requestId}@example.org`,
      }),
    report: requestId =>
      call('POST', `/api/webhook/events/${account.org}`, {
        ...{ event: 'email_delivered', event_id: requestId, tracking_id: requestId },
      }),
    async untilRead() {
      while ((await countBacklog(parley)) > 0) await wait(50)
    },
    arrivals: async () => (await fetch(`${receiver.url}/arrivals`)).json() as Promise<Record<string, number>>,
    async forgetArrivals() {
      await fetch(`${receiver.url}/forget`, { method: 'POST', body: '' })
    },
    async stop() {
      // Otherwise the stop would wait for calls that never end.
      await Promise.all([parley.kill(), receiver.kill()])
    },
  }
}

/** Runs the work for each item, several at once. */
export async function forEach<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items]
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
