import type { ServerResponse } from 'node:http'
import { findPlatform } from '../../src/core/platforms/index.ts'
import { createDeliverySender } from '../../src/features/deliver/sender.ts'
import { createFeedbackSender } from '../../src/features/feedback/sender.ts'
import { createProfileSender } from '../../src/features/write-back/sender.ts'
import { type ItemView, type OutboxScene, testOutbox } from '../../src/runtime/outbox/conformance.ts'
import type { QueueWorker } from '../../src/runtime/outbox/queue-worker.ts'
import { sentReporterOf } from '../../src/worker-wiring.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { answer, type Received, startRecordingVendor } from '../recording-vendor.ts'

/** What a queue's scene has of its own. */
interface Own {
  readonly table: string
  /** Sets the organisation up, and says which item a call is for. */
  setUp(server: TestApp, url: string): Promise<void>
  queue(server: TestApp, org: string, id: string): Promise<void>
  idOf(call: Received): string
  readonly accepted: object
  worker(server: TestApp, broken: string | undefined): QueueWorker
  /** SQL for the item of that name, in its table. */
  readonly where: string
  /** SQL that forgets what was held against the receiver. */
  readonly forgive: string
  readonly states: Readonly<Record<string, ItemView['state']>>
}

async function startScene(own: Own): Promise<OutboxScene> {
  const server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  const { db } = server.services
  const vendor = await startRecordingVendor()
  let now = new Date()
  let tests = 0
  // Nothing that another test has left has the same name.
  const idOf = (name: string) => `item${tests}-${name}`
  const nameOf = (call: Received) => own.idOf(call).split('-')[1] ?? ''
  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms)
    server.setNow(now)
  }
  await createOrg(server, 'acme')
  await own.setUp(server, vendor.url)
  return {
    pass,
    async reset() {
      await db.query({ text: `delete from ${own.table}` })
      await db.query({ text: own.forgive })
      tests++
      now = new Date()
      pass(0)
      vendor.reset()
    },
    async close() {
      await server.close()
      vendor.close()
    },
    async queue(name) {
      // What is queued in one millisecond has no order.
      pass(1)
      await own.queue(server, 'acme', idOf(name))
    },
    received: () => vendor.received.map(nameOf),
    respondWith: respond => vendor.respondWith((response, call) => respond(response, nameOf(call))),
    accept: (response: ServerResponse) => answer(response, 200, own.accepted),
    worker: broken => own.worker(server, broken === undefined ? undefined : idOf(broken)),
    async item(name) {
      const [row] = await db.query<{ state: string; attempts: number; reason: string | null }>({
        text: `select state, attempts, reason from ${own.table} where ${own.where}`,
        values: [idOf(name)],
      })
      if (row === undefined) throw new Error(`there is no ${name}`)
      return { ...row, state: own.states[row.state] ?? 'waits' }
    },
    async refuseWrites(name) {
      await db.query({
        text: `create function refuse() returns trigger language plpgsql as $$
               begin if new.state not in ('sending', 'waiting') and new.${own.where.replace('$1', `'${idOf(name)}'`)} then raise 'no room'; end if; return new; end $$`,
      })
      await db.query({
        text: `create trigger refuse before update on ${own.table} for each row execute function refuse()`,
      })
      return async () => {
        await db.query({ text: `drop trigger refuse on ${own.table}` })
        await db.query({ text: 'drop function refuse' })
      }
    },
  }
}

const breaksAt = (broken: string | undefined, text: string): void => {
  if (broken !== undefined && text.includes(broken)) throw new Error(`a mistake at ${broken}`)
}
const put = (server: TestApp, path: string, settings: object) =>
  server.call('PUT', `/api/v1/orgs/acme/${path}`, { settings })
const post = async (server: TestApp, path: string, body: object) => {
  const reply = await server.call('POST', path, body)
  if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply)}`)
}

testOutbox('profile writes', true, () =>
  startScene({
    table: 'profile_writes',
    where: 'user_key = $1',
    states: { sent: 'done', dead: 'dead' },
    forgive: "update profile_lanes set failures = 0, free_at = 'epoch'",
    accepted: {},
    async setUp(server, url) {
      await put(server, 'platforms/itbl', { api_key: 'key', base_url: url })
      await createTemplate(server, 'acme', 'mail', { integration: { itbl: { write_back: 'on' } } }, 1)
    },
    queue: (server, org, id) => post(server, `/api/generate/${org}`, { template_id: 'mail', user_id: id }),
    idOf: ({ body }) => body.userId,
    worker: ({ services }, broken) =>
      createProfileSender({
        ...services,
        ...{ findPlatform, findOrg: services.catalog.findById, chance: () => 0 },
        async call(request) {
          breaksAt(broken, JSON.stringify(request.body))
          return services.call(request)
        },
      }),
  }),
)

testOutbox('deliveries', false, () =>
  startScene({
    table: 'deliveries',
    where: 'request_id = $1',
    states: { sent: 'done', dead: 'dead', unknown: 'unknown' },
    forgive: "update delivery_lanes set failures = 0, free_at = 'epoch'",
    accepted: { delivery_id: 'd-1' },
    async setUp(server, url) {
      await put(server, 'platforms/cio', { app_api_key: 'key', base_url: url })
      const deliver = { transport: 'cio', transactional_message_id: '1' }
      await createTemplate(server, 'acme', 'mail', { integration: { deliver } }, 1)
    },
    queue: (server, org, id) =>
      post(server, `/api/deliver/${org}`, {
        ...{ template_id: 'mail', request_id: id, email: `${id}@example.org` },
      }),
    idOf: ({ body }) => body.message_data.parley_tracking_id,
    worker({ services }, broken) {
      const cio = services.transports.get('cio')
      if (cio === undefined) throw new Error('no transport')
      return createDeliverySender({
        ...services,
        ...{ findOrg: services.catalog.findById, chance: () => 0, reporter: sentReporterOf(services) },
        transports: new Map([
          [
            'cio',
            {
              ...cio,
              async prepare(message, ...more) {
                breaksAt(broken, message.requestId)
                return cio.prepare(message, ...more)
              },
            },
          ],
        ]),
      })
    },
  }),
)

testOutbox('feedback webhooks', true, () =>
  startScene({
    table: 'feedback_deliveries',
    where: 'request_id = $1',
    states: { delivered: 'done', failed: 'dead' },
    forgive:
      "update feedback_webhooks set failures = 0, failing_since = null, open_until = 'epoch', leased_until = 'epoch'",
    accepted: {},
    async setUp(server, url) {
      await createTemplate(server, 'acme', 'mail', {}, 1)
      await server.call('POST', '/api/v1/orgs/acme/feedback-webhooks', { name: 'crm', url })
    },
    async queue(server, org, id) {
      const tracking_id = id
      await post(server, `/api/generate/${org}`, { template_id: 'mail', user_id: id, tracking_id })
      await post(server, `/api/webhook/events/${org}`, { event: 'email_sent', tracking_id })
      await processInbox(server)
    },
    idOf: ({ body }) => body.requestId,
    worker: ({ services }, broken) =>
      createFeedbackSender({
        ...services,
        // Otherwise the first round frees what another worker has: two processes cannot be at an embedded database.
        db: { ...services.db, kind: 'server' },
        chance: () => 0,
        outbound: {
          ...services.outbound,
          async send(request) {
            breaksAt(broken, String(request.body))
            return services.outbound.send(request)
          },
        },
      }),
  }),
)
