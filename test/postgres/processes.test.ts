import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, type TestReply } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { createServerProcess, type ServerProcess } from '../server-process.ts'

let store: TestStore
let servers: readonly [ServerProcess, ServerProcess]
beforeAll(async () => {
  store = await createTestStore()
  servers = [await createServerProcess(store), await createServerProcess(store)]
  await Promise.all(servers.map(server => server.start()))
  const at = '/api/v1/orgs/acme/templates'
  await call(0, 'POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  await call(0, 'PATCH', '/api/v1/orgs/acme', { attribution: { offset_days: 0 } })
  await call(0, 'POST', at, {
    id: 'welcome',
    variables: ['subject'],
    key_metric: 'click_rate',
    split: { control_share: 0.1 },
  })
  for (const name of ['a', 'b'])
    await call(0, 'POST', `${at}/welcome/variants`, { name, vars: { subject: name }, status: 'approved' })
  await call(0, 'POST', `${at}/welcome/variants`, {
    name: 'control',
    vars: { subject: 'control' },
    control: true,
  })
  await call(0, 'PATCH', `${at}/welcome`, { status: 'active' })
})
afterAll(async () => {
  await Promise.all(servers.map(server => server.stop()))
  await store.remove()
})

async function call(
  server: 0 | 1,
  method: string,
  path: string,
  body?: object,
  key = ADMIN_KEY,
): Promise<TestReply> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const reply = await fetch(servers[server].url + path, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) }
}

describe('two processes on one store', () => {
  it('start together on an empty database', () => {
    expect(servers).toHaveLength(2)
  })

  it('give one message one decision, also when both are asked at the same moment', async () => {
    const ids = Array.from({ length: 300 }, (_, number) => number)
    const ask = (server: 0 | 1) =>
      Promise.all(
        ids.map(id =>
          call(server, 'POST', '/api/generate/acme', {
            template_id: 'welcome',
            user_id: `u${id}`,
            tracking_id: `t${id}`,
          }),
        ),
      )
    const [left, right] = await Promise.all([ask(0), ask(1)])
    expect(left.map(({ body }) => [body.decision_id, body.copy.id])).toEqual(
      right.map(({ body }) => [body.decision_id, body.copy.id]),
    )
    const { body } = await call(0, 'GET', '/api/v1/orgs/acme/templates/welcome/results')
    expect(body.control.decisions + body.treatment.decisions).toBe(ids.length)
  })

  it('know each other’s keys at once, and forget revoked ones within two seconds', async () => {
    const { body: made } = await call(0, 'POST', '/api/v1/orgs/acme/keys', {
      name: 'sender',
      scopes: ['serve'],
    })
    const generate = () =>
      call(1, 'POST', '/api/generate/acme', { template_id: 'welcome', user_id: 'x' }, made.key)
    expect((await generate()).status).toBe(200)
    await call(0, 'DELETE', `/api/v1/orgs/acme/keys/${made.id}`)
    await expect.poll(async () => (await generate()).status, { timeout: 2_500 }).toBe(401)
  })

  it('tell of each other’s webhook calls while they arrive', async () => {
    const abort = new AbortController()
    const live = await fetch(`${servers[0].url}/api/v1/orgs/acme/requests/live`, {
      headers: { 'x-api-key': ADMIN_KEY },
      signal: abort.signal,
    })
    const { body } = await call(1, 'POST', '/api/webhook/events/acme', {
      event: 'seen',
      user_id: 'elsewhere',
    })
    let heard = ''
    for await (const text of (live.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      heard += text
      if (heard.includes(`id: ${body.request_id}`)) break
    }
    abort.abort()
    expect(heard).toContain('event: request')
  })

  it('both move traffic within five seconds of what one of them heard', async () => {
    const weights = async (server: 0 | 1) => {
      const { body } = await call(server, 'POST', '/api/generate/acme', {
        template_id: 'welcome',
        user_id: 'watcher',
        trace: true,
        use_cache: false,
      })
      return new Map<string, number>(
        body.trace.eligible.map(({ name, weight }: { name: string; weight: number }) => [name, weight]),
      )
    }
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, id) =>
        call(0, 'POST', '/api/generate/acme', {
          template_id: 'welcome',
          user_id: `w${id}`,
          tracking_id: `w${id}`,
        }),
      ),
    )
    const events = answers.flatMap(({ body }, id) => [
      { event: 'email_send', tracking_id: `w${id}`, event_id: `s${id}` },
      ...(body.copy.vars.subject === 'a'
        ? [{ event: 'email_click', tracking_id: `w${id}`, event_id: `c${id}` }]
        : []),
    ])
    expect((await call(0, 'POST', '/api/webhook/events/acme', events)).status).toBe(200)
    for (const server of [0, 1] as const) {
      await expect
        .poll(async () => (await weights(server)).get('a') ?? 0, { timeout: 5_000 })
        .toBeGreaterThan(0.9)
    }
  })
})
