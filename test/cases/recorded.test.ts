import { readFileSync } from 'node:fs'
import { beforeEach, expect, it } from 'vitest'
import { DAY_MS } from '../../src/lib/duration.ts'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

interface Sent {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The bytes of a body that is no text. */
  readonly base64?: string
}

/** A request that a real sender made, with made-up values. */
interface Recorded {
  readonly name: string
  readonly before?: readonly Sent[]
  readonly sent: Sent
  readonly expected: {
    /** 200 if it is left out. */
    readonly status?: number
    readonly answer?: object
    /** The number of decisions of each person. */
    readonly decisions?: Readonly<Record<string, number>>
    /** The events of the call, by type. */
    readonly events?: readonly object[]
    /** The request in `before` whose message the event is credited to. */
    readonly credits?: number
  }
}

const recorded = ['generate', 'webhooks'].flatMap(
  file => JSON.parse(readFileSync(new URL(`./recorded/${file}.json`, import.meta.url), 'utf8')) as Recorded[],
)

const scene = useScene()
const { server } = scene
const at = (path: string) => server.call('GET', `/api/v1/orgs/${scene.org}/${path}`)

let key = ''
beforeEach(async () => {
  for (const [id, subject] of [
    ['welcome', 'Hello {{ name }}'],
    ['w', 'Order {{ order_id }}'],
    ['nest', '{{ customer.first_name }}'],
  ] as const) {
    const split = { method: 'internal_persistent', control_share: 1 }
    const attribution = { conversion_events: ['purchase'] }
    const { controlId } = await createTemplate(server, scene.org, id, { split, attribution }, 0)
    const variant = `/api/v1/orgs/${scene.org}/templates/${id}/variants/${controlId}`
    expect((await server.call('PATCH', variant, { vars: { subject } })).status).toBe(200)
  }
  const settings = { bearer_token: 'a-token' }
  const braze = await server.call('PUT', `/api/v1/orgs/${scene.org}/platforms/braze`, { settings })
  expect(braze.status).toBe(200)
  const scopes = ['serve', 'ingest', 'manage']
  key = (await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, { name: 'test', scopes })).body.key
})

async function send({ method, path, headers = {}, body, base64 }: Sent) {
  scene.tick()
  const timely = body
    ?.replace('"<now, s>"', String(Math.floor(scene.now / 1_000)))
    .replace('<20 days ago, in microseconds>', String((scene.now - 20 * DAY_MS) * 1_000))
  const payload = base64 === undefined ? timely : Buffer.from(base64, 'base64')
  const reply = await server.app.inject({
    method,
    url: path.replace(':org', scene.org),
    headers: { 'x-api-key': key, ...headers },
    ...(payload !== undefined && { payload }),
  })
  return { status: reply.statusCode, answer: reply.body === '' ? {} : reply.json() }
}

it.each(recorded)('$sent.method $sent.path: $name', async ({ before = [], sent, expected }) => {
  const earlier: string[] = []
  for (const one of before) {
    const { status, answer } = await send(one)
    expect(status).toBe(200)
    earlier.push(answer.decision_id)
  }
  await processInbox(server)
  const { status, answer } = await send(sent)
  expect([status, answer]).toMatchObject([expected.status ?? 200, expected.answer ?? {}])
  await processInbox(server)
  for (const [person, decisions] of Object.entries(expected.decisions ?? {})) {
    const { body } = await at(`people/${encodeURIComponent(person)}`)
    expect([person, body.decisions?.length ?? 0]).toEqual([person, decisions])
  }
  if (expected.events === undefined) return
  const { events } = (await at(`requests/${answer.request_id}`)).body
  // The events of one call have no order.
  const sorted = [...events].sort((one, other) => one.type.localeCompare(other.type))
  expect(sorted).toMatchObject(expected.events)
  if (expected.credits !== undefined) expect(events[0].decision_id).toBe(earlier[expected.credits])
})
