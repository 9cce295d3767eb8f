import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { createServerProcess, type ServerProcess } from '../server-process.ts'

// Everything goes through HTTP. What the server acknowledged is written down here, and counted here, apart from it.
const MESSAGES = Number(process.env['CRASH_MESSAGES'] ?? 20_000)
const USERS = MESSAGES / 4
const AT_ONCE = 48
const KEY = { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' }
const START_S = 1_767_225_600

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

interface Answer {
  readonly copy: { readonly id: string }
  readonly decision_id: string
  readonly control: boolean
}

it('counts every acknowledged message and event once, through two kills', async () => {
  await setUp()
  const answers = new Map<number, Answer>()
  await killedHalfway(numbers(MESSAGES), async message => {
    answers.set(message, (await send('/api/generate/acme', generateBody(message))) as Answer)
  })
  await expectSameAnswersAgain(answers)

  const world = happenings()
  await killedHalfway(shuffled(world.calls), async call => {
    await send(call.path, call.body)
  })
  await untilProcessed()

  const expected = recount(answers, world)
  const results = (await send('/api/v1/orgs/acme/templates/welcome/results')) as Results
  const actual = new Map(results.variants.map(variant => [variant.id, figuresOf(variant)]))
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected))
  expect([...expected.values()].reduce((sum, { sends }) => sum + sends, 0)).toBe(MESSAGES)
}, 400_000)

async function setUp(): Promise<void> {
  const at = '/api/v1/orgs/acme/templates'
  await send('/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  await send('/api/v1/orgs/acme', { attribution: { offset_days: 0, lookback_days: 1 } }, 'PATCH')
  await send(at, {
    id: 'welcome',
    variables: ['subject'],
    key_metric: 'click_rate',
    attribution: { conversion_events: ['purchase'] },
  })
  await send(`${at}/welcome/variants`, { name: 'control', vars: { subject: 'Hello' }, control: true })
  for (const name of ['a', 'b', 'c'])
    await send(`${at}/welcome/variants`, { name, vars: { subject: `Hi from ${name}` }, status: 'approved' })
  await send(`${at}/welcome`, { status: 'active' }, 'PATCH')
}

const generateBody = (message: number) => ({
  template_id: 'welcome',
  user_id: userOf(message),
  tracking_id: `m${message}`,
})
const userOf = (message: number): string => `user-${message % USERS}`
const sentAtS = (message: number): number => START_S + message

/** A call that is repeated until it is acknowledged: the server may be dead in between. */
async function send(
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<unknown> {
  const request = { method, headers: KEY, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  for (let attempt = 0; attempt < 400; attempt++) {
    const reply = await fetch(server.url + path, request).then(readReply, () => undefined)
    if (reply && reply.status < 300 && !reply.answer.degraded) return reply.answer
    if (reply && reply.status < 500 && !reply.answer.degraded)
      throw new Error(`${method} ${path}: ${JSON.stringify(reply)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${path} was never acknowledged`)
}

const readReply = async (reply: Response) => ({
  status: reply.status,
  answer: (await reply.json()) as { degraded?: boolean },
})

/** Works through the tasks, many at once; at the half of them the server is killed and started again. */
async function killedHalfway<Task>(
  tasks: readonly Task[],
  work: (task: Task) => Promise<void>,
): Promise<void> {
  let next = 0
  let restarted: Promise<void> | undefined
  const runner = async () => {
    while (next < tasks.length) {
      const at = next++
      if (at === Math.floor(tasks.length / 2)) restarted = server.kill().then(server.start)
      await work(tasks[at] as Task)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runner))
  await restarted
}

async function expectSameAnswersAgain(answers: ReadonlyMap<number, Answer>): Promise<void> {
  for (const [message, { copy, decision_id }] of [...answers].filter(([number]) => number % 97 === 0)) {
    expect(await send('/api/generate/acme', generateBody(message))).toMatchObject({
      copy: { id: copy.id },
      decision_id,
    })
  }
}

interface World {
  readonly calls: readonly { readonly path: string; readonly body: unknown }[]
  readonly opened: ReadonlySet<number>
  readonly clicked: ReadonlySet<number>
  /** By the user, at a second, for cents. */
  readonly purchases: readonly { readonly user: string; readonly atS: number; readonly cents: number }[]
}

function happenings(): World {
  const opened = numbers(MESSAGES).filter(message => message % 3 === 0)
  const clicked = opened.filter(message => message % 4 === 0)
  const purchases = numbers(MESSAGES)
    .filter(message => message % 19 === 0)
    .map(message => ({
      user: userOf(message),
      atS: sentAtS(message) + 40 + (message % 500),
      cents: 100 + (message % 9000),
    }))
  const unique = [
    ...numbers(MESSAGES).map(message => iterable('emailSend', message, 0)),
    ...opened.map(message => iterable('emailOpen', message, 5)),
    ...opened.filter(message => message % 5 === 0).map(message => iterable('emailOpen', message, 9)),
    ...clicked.map(message => iterable('emailClick', message, 7)),
    ...purchases.map(({ user, atS, cents }, number) => ({
      path: '/api/webhook/events/acme',
      body: {
        event: 'purchase',
        event_id: `p${number}`,
        user_id: user,
        timestamp: atS,
        value: cents / 100,
        currency: 'USD',
      },
    })),
  ]
  return {
    calls: [...unique, ...unique.filter((_, at) => at % 7 === 0)],
    opened: new Set(opened),
    clicked: new Set(clicked),
    purchases,
  }
}

function iterable(eventName: string, message: number, afterS: number) {
  const createdAt = new Date((sentAtS(message) + afterS) * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace('.000Z', ' +00:00')
  return {
    path: '/api/webhook/itbl/acme',
    body: {
      userId: userOf(message),
      eventName,
      dataFields: { messageId: `m${message}`, createdAt, campaignId: 1 },
    },
  }
}

interface Figures {
  decisions: number
  sends: number
  opens: number
  clicks: number
  conversions: number
  revenue: number
}

interface Results {
  readonly variants: readonly (Figures & { readonly id: string })[]
}

const figuresOf = ({ decisions, sends, opens, clicks, conversions, revenue }: Figures): Figures => ({
  decisions,
  sends,
  opens,
  clicks,
  conversions,
  revenue,
})

function recount(
  answers: ReadonlyMap<number, Answer>,
  { opened, clicked, purchases }: World,
): ReadonlyMap<string, Figures> {
  const buyers = purchases.map(({ user, atS, cents }) => {
    const candidates = numbers(MESSAGES / USERS + 1)
      .map(round => Number(user.slice(5)) + round * USERS)
      .filter(message => message < MESSAGES && sentAtS(message) <= atS)
    return { message: Math.max(...candidates), cents }
  })
  const bought = new Set(buyers.map(({ message }) => message))
  const sums = new Map<string, Figures>()
  for (const [message, { copy }] of answers) {
    const figures = sums.get(copy.id) ?? {
      decisions: 0,
      sends: 0,
      opens: 0,
      clicks: 0,
      conversions: 0,
      revenue: 0,
    }
    figures.decisions++
    figures.sends++
    figures.opens += Number(opened.has(message))
    figures.clicks += Number(clicked.has(message))
    figures.conversions += Number(bought.has(message))
    sums.set(copy.id, figures)
  }
  for (const { message, cents } of buyers) {
    const figures = sums.get(answers.get(message)?.copy.id ?? '')
    if (figures) figures.revenue = Math.round(figures.revenue * 100 + cents) / 100
  }
  return sums
}

async function untilProcessed(): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    const text = await fetch(`${server.url}/metrics`).then(reply => reply.text())
    if (/^parley_inbound_backlog 0$/m.test(text)) return
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  throw new Error('the inbox was never worked off')
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, number) => number)

/** Always in the same disorder. */
function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const list = [...items]
  let state = 42
  for (let at = list.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = state % (at + 1)
    ;[list[at], list[other]] = [list[other] as Item, list[at] as Item]
  }
  return list
}
