import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'
import { PASSWORD, tokenOf } from '../visitor.ts'

const KILLS = 4
const AT_ONCE = 6
const EMAIL = 'jana@example.com'
const AT = '/api/v1/orgs/acme'
const CONSOLE = { 'sec-fetch-site': 'same-origin', 'x-parley-console': '1' }

let store: TestStore
let server: ServerProcess
beforeAll(async () => {
  store = await createTestStore()
  server = await createServerProcess(store)
  await server.start()
})
afterAll(async () => {
  await server.kill()
  await store.remove()
})

it('has a row of every change that was answered, and no finished row of a change that was not made', async () => {
  await callUntilAcknowledged(server, 'POST', '/api/v1/orgs', { slug: 'acme' })
  const { url } = await asOperator('POST', `${AT}/invitations`, { email: EMAIL, role: 'admin' })
  const accepted = await send('POST', `/api/v1/invitations/${tokenOf(url)}`, CONSOLE, {
    name: 'Jana',
    password: PASSWORD,
  })
  expect(accepted?.status).toBe(201)

  const answered = { sandboxes: new Set<string>(), signIns: 0, signOuts: 0 }
  for (let kill = 0; kill < KILLS; kill++) {
    let isOver = false
    const worker = async (work: (n: number) => Promise<void>, id: number) => {
      for (let n = 0; !isOver; n++) await work(kill * 100_000 + id * 10_000 + n)
    }
    const workers = Array.from({ length: AT_ONCE }, (_, id) =>
      worker(id % 2 === 0 ? createSandbox : comeAndGo, id),
    )
    // Another moment at each kill.
    await until(() => answered.signOuts > kill * 5 && answered.sandboxes.size > kill * 20)
    await server.kill()
    isOver = true
    await Promise.all(workers)
    await server.start()
  }

  async function createSandbox(n: number): Promise<void> {
    const name = `box-${n}`
    const headers = { 'x-api-key': ADMIN_KEY }
    const reply = await send('POST', `${AT}/sandboxes`, headers, { name })
    if (reply?.status === 201) answered.sandboxes.add(name)
  }
  async function comeAndGo(): Promise<void> {
    const reply = await send('POST', '/api/v1/session', CONSOLE, { email: EMAIL, password: PASSWORD })
    if (reply?.status !== 201) return
    answered.signIns += 1
    const [cookie = ''] = reply.headers.getSetCookie()[0]?.split(';') ?? []
    const gone = await send('DELETE', '/api/v1/session', { ...CONSOLE, cookie })
    if (gone?.status === 204) answered.signOuts += 1
  }

  const rows = await allOf(`${AT}/audit`)
  const of = (action: string, ...states: string[]) =>
    rows.filter(row => row.action === action && states.includes(row.state))

  // Rows of accounts are written in the transaction of their change: sessions are what came less what went.
  const [signIns, signOuts] = [of('signIn', 'done').length, of('signOut', 'done').length]
  expect(signIns).toBeGreaterThanOrEqual(answered.signIns)
  expect(signOuts).toBeGreaterThanOrEqual(answered.signOuts)
  expect(answered.signOuts).toBeGreaterThan(5)
  expect(of('acceptInvitation', 'done')).toHaveLength(1)
  expect(await countSessions()).toBe(signIns - signOuts)

  // Rows of settings are begun before their change: whatever was made has one, and whatever is finished was made.
  const made = new Set((await allOf(`${AT}/sandboxes`)).map(({ name }) => name))
  const done = of('createSandbox', 'done').map(({ object }) => object?.id ?? '')
  expect(new Set(done).size).toBe(done.length)
  expect([...answered.sandboxes].filter(name => !done.includes(name))).toEqual([])
  expect(done.filter(name => !made.has(name))).toEqual([])
  const begun = of('createSandbox', 'started')
  expect(done.length + begun.length).toBeGreaterThanOrEqual(made.size - 1)
  expect(begun.length).toBeLessThanOrEqual(KILLS * AT_ONCE)
}, 300_000)

interface Row {
  readonly action: string
  readonly state: string
  readonly object?: { readonly id: string | null }
  readonly name: string
}

async function asOperator(method: string, path: string, body?: unknown) {
  return (await callUntilAcknowledged(server, method, path, body)) as {
    readonly url: string
    readonly items: readonly Row[]
    readonly next_cursor: string | null
  }
}

async function allOf(path: string): Promise<readonly Row[]> {
  const found: Row[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await asOperator('GET', `${path}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)
    found.push(...page.items)
    cursor = page.next_cursor
  }
  return found
}

/** Of Jana, but the one of her invitation, and the one that looks. */
async function countSessions(): Promise<number> {
  const reply = await send('POST', '/api/v1/session', CONSOLE, { email: EMAIL, password: PASSWORD })
  const [cookie = ''] = reply?.headers.getSetCookie()[0]?.split(';') ?? []
  const list = await send('GET', '/api/v1/me/sessions', { ...CONSOLE, cookie })
  if (list === undefined) throw new Error('the server is dead')
  const { items } = (await list.json()) as { readonly items: readonly unknown[] }
  return items.length - 2
}

/** Undefined if the server is dead. */
const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown) =>
  fetch(server.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => undefined)

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 5))
}
