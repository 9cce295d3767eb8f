import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'
import {
  type Answer,
  askForBoth,
  countsByVariant,
  createWordings,
  requestsOf,
  startWorld,
  type World,
} from './world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
  const conversions = { attribution: { conversion_events: ['purchase'] } }
  for (const [org, template] of [
    ['acme', 'order-update'],
    ['acme', 'renewal'],
    ['rival', 'order-update'],
  ] as const) {
    await createWordings(world, org, template, conversions)
  }
})
afterAll(() => world.close())

const snippet = (key: string): string => {
  const platform = findPlatform('events')
  if (!platform) throw new Error('there are no custom events')
  return world.snippet(world.guide(platform, 'order-update'), key)
}

interface Request {
  readonly url: string
  readonly headers: [string, string][]
  readonly body: string
}

const headerOf = (line: string): [string, string] => {
  const at = line.indexOf(': ')
  return [line.slice(0, at), line.slice(at + 2)]
}

/** The request that a command asks curl for: a real shell reads its quotes, and hands over the words. */
function readCurl(command: string): Request {
  const output = execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], {
    encoding: 'utf8',
  })
  const words = output.split('\0')
  expect(words.slice(0, 2)).toEqual(['-X', 'POST'])
  const after = (flag: string) =>
    words.flatMap((word, at) => (words[at - 1] === flag && at > 1 ? [word] : []))
  return { url: words[2] ?? '', headers: after('-H').map(headerOf), body: after('-d')[0] ?? '' }
}

/** The same of an HTTP request written out. */
function readHttp(text: string): Request {
  const [head = '', body = ''] = text.split('\n\n')
  const [line = '', ...headers] = head.split('\n')
  return { url: line.replace('POST ', ''), headers: headers.map(headerOf), body }
}

const call = ({ url, headers, body }: Request): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body })

/** The example, about somebody and something else. */
const about = (request: Request, changes: object): Request => ({
  ...request,
  body: JSON.stringify({ ...JSON.parse(request.body), ...changes }),
})

async function ask(number: number) {
  const request = about(readCurl(snippet('generate')), {
    user_id: `user-${number}`,
    tracking_id: `msg-${number}`,
  })
  const reply = await call(request)
  expect(reply.status).toBe(200)
  const answer = (await reply.json()) as Answer
  expect(answer).toMatchObject({ template_id: 'order-update', tracking_id: `msg-${number}` })
  return { userId: `user-${number}`, answer }
}

type Asked = Awaited<ReturnType<typeof ask>>

const eventOf = ({ userId, answer }: Asked, event: string, seconds: number, more: object = {}) => ({
  event_id: `${answer.tracking_id}-${event}-${seconds}`,
  event,
  timestamp: world.at(seconds).toISOString(),
  user_id: userId,
  tracking_id: answer.tracking_id,
  ...more,
})

const report = async (org: string, events: unknown, key = world.key): Promise<number> => {
  const headers: [string, string][] = [
    ['x-api-key', key],
    ['content-type', 'application/json'],
  ]
  const url = `${world.url}/api/webhook/events/${org}`
  return (await call({ url, headers, body: JSON.stringify(events) })).status
}

describe('the guide to custom events', () => {
  it('has examples that work as they are', async () => {
    expect((await call(readCurl(snippet('generate')))).status).toBe(200)
    const curl = readCurl(snippet('purchase'))
    const http = readHttp(snippet('purchase-http'))
    expect(http).toEqual(curl)
    expect((await call(curl)).status).toBe(200)
    expect((await call({ ...curl, body: snippet('messages') })).status).toBe(200)
    await countsByVariant(world, 'acme', 'order-update')
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/events?tracking_id=msg-1001')
    const types = body.items.map(({ type }: { type: string }) => type)
    expect(types.sort()).toEqual(['click', 'conversion', 'open', 'send'])
    expect(body.items.every(({ decision_id }: { decision_id: unknown }) => decision_id !== null)).toBe(true)
  })
})

describe('custom events', () => {
  it('count for the right variant, control included, once, and for nothing else', async () => {
    const before = await countsByVariant(world, 'acme', 'order-update')
    const { control, treatment } = await askForBoth(ask)
    const events = [
      eventOf(control, 'email_sent', 60),
      eventOf(treatment, 'email_sent', 60),
      eventOf(treatment, 'email_opened', 70),
      eventOf(treatment, 'email_clicked', 80),
      eventOf(control, 'email_unsubscribed', 81),
      // Without a tracking id, the last message before it that the person got.
      eventOf(treatment, 'purchase', 90, { tracking_id: undefined, value: '39.95', currency: 'usd' }),
      // What nobody listens to, a stranger, and nonsense beside the rest.
      eventOf(treatment, 'page_viewed', 91),
      eventOf(treatment, 'purchase', 92, { tracking_id: undefined, user_id: 'stranger', value: 5 }),
      { event: 'purchase', value: 7 },
      'nonsense',
    ]
    expect(await report('acme', events)).toBe(200)
    const expected = {
      ...before,
      [treatment.answer.copy.id]: added(before[treatment.answer.copy.id], {
        sends: 1,
        opens: 1,
        clicks: 1,
        conversions: 1,
        revenue: 39.95,
      }),
      [control.answer.copy.id]: added(before[control.answer.copy.id], { sends: 1, unsubscribes: 1 }),
    }
    expect(await countsByVariant(world, 'acme', 'order-update')).toEqual(expected)
    expect(await countsByVariant(world, 'acme', 'renewal')).toEqual({})
    expect(await countsByVariant(world, 'rival', 'order-update')).toEqual({})

    for (const event of [...events].reverse()) expect(await report('acme', event)).toBe(200)
    expect(await report('acme', { batch: events })).toBe(200)
    expect(await countsByVariant(world, 'acme', 'order-update')).toEqual(expected)
  })

  it('are refused with the key of another organisation, and leave nothing there', async () => {
    const event = eventOf(await ask(1000), 'email_opened', 130)
    const before = [await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]
    expect(await report('rival', event)).toBe(401)
    expect(await report('acme', event, world.rivalKey)).toBe(401)
    expect(await report('acme', event, '')).toBe(401)
    expect([await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]).toEqual(before)
  })
})

type Figures = Readonly<Record<string, number>>

/** The example of the guide may have counted for the same variant already. */
function added(before: Figures | undefined, more: Figures): Figures {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(more)])
  return Object.fromEntries([...names].map(name => [name, (before?.[name] ?? 0) + (more[name] ?? 0)]))
}
