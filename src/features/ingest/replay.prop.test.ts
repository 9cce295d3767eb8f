import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countsOf, createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'

const server = useServer()

// A small set of inputs with many combinations: two people with two names each, three messages each, of two
// templates.
const PEOPLE = [0, 1]
const MESSAGES = PEOPLE.flatMap(person => [0, 1, 2].map(number => ({ person, number })))

// Iterable's adapter does not know the last two. Without a rule they are no events.
const ITERABLE_NAMES = ['emailSend', 'emailClick', 'emailHover', 'emailWave'] as const
const OWN_NAMES = ['email_send', 'email_open', 'purchase', 'signup', 'gesture', 'Gesture Made'] as const

interface Happening {
  readonly iterable: boolean
  readonly name: (typeof ITERABLE_NAMES)[number] | (typeof OWN_NAMES)[number]
  readonly message: number
  readonly minutes: number
  /** Whether it has Parley's tracking id, or only the platform's message id. */
  readonly tracked: boolean
  readonly messageNamed: boolean
  readonly who: 'user' | 'email' | 'both'
  readonly value: number | undefined
  /** Few keys, so that different events share one. */
  readonly key: number
}

const happening: fc.Arbitrary<Happening> = fc
  .record({
    iterable: fc.boolean(),
    own: fc.constantFrom(...OWN_NAMES),
    theirs: fc.constantFrom(...ITERABLE_NAMES),
    message: fc.nat(MESSAGES.length - 1),
    minutes: fc.integer({ min: -5 * 24 * 60, max: 20 * 24 * 60 }),
    tracked: fc.boolean(),
    messageNamed: fc.boolean(),
    who: fc.constantFrom('user', 'email', 'both'),
    value: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
    key: fc.nat(30),
  })
  .map(({ own, theirs, ...rest }) => ({ ...rest, name: rest.iterable ? theirs : own }))

const rule = fc
  .record({
    event: fc.constantFrom(...OWN_NAMES, ...ITERABLE_NAMES, 'email*', 'gesture*', 'emailH*'),
    platform: fc.constantFrom(null, 'events', 'itbl'),
    meaning: fc.constantFrom(
      { type: 'ignored' },
      { type: 'send' },
      { type: 'open' },
      { type: 'click' },
      { type: 'unsubscribe' },
      { type: 'conversion', name: 'purchase' },
      { type: 'conversion', name: 'purchase', revenue_field: 'total', currency_field: 'EUR' },
      { type: 'custom', name: 'purchase' },
      { type: 'conversion' },
      { type: 'refund' },
    ),
  })
  .map(({ event, platform, meaning }) => ({ event, platform, ...meaning }))

const mapping = fc.uniqueArray(rule, {
  maxLength: 6,
  selector: ({ event, platform }) => `${platform}|${event.toLowerCase()}`,
})

let orgs = 0
const START = new Date('2026-11-10T12:00:00Z').getTime()

async function createWorld(): Promise<string> {
  const org = `world-${++orgs}`
  await createOrg(server, org, { offset_days: 1, lookback_days: 14 })
  const template = {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  }
  await createTemplate(server, org, 'first', template, 1)
  await createTemplate(server, org, 'second', template, 1)
  for (const [at, { person, number }] of MESSAGES.entries()) {
    server.setNow(new Date(START + at * MINUTE_MS))
    const reply = await server.call('POST', `/api/generate/${org}`, {
      template_id: number === 2 ? 'second' : 'first',
      tracking_id: `t${at}`,
      user_id: `person-${person}`,
    })
    expect(reply.status).toBe(200)
  }
  server.setNow(new Date(START + MESSAGES.length * MINUTE_MS))
  return org
}

async function map(org: string, rules: unknown): Promise<void> {
  expect((await server.call('PUT', `/api/v1/orgs/${org}/event-mapping`, { rules })).status).toBe(200)
}

/** Reports events, each in its own call, one second apart. */
async function tell(org: string, told: readonly Happening[], first: number): Promise<void> {
  for (const [at, each] of told.entries()) {
    server.setNow(new Date(START + MESSAGES.length * MINUTE_MS + (first + at + 1) * SECOND_MS))
    const [platform, body] = each.iterable ? ['itbl', toIterable(each)] : ['events', toOwn(each)]
    expect((await server.call('POST', `/api/webhook/${platform}/${org}`, body)).status).toBe(200)
  }
}

function whoOf({ message, who }: Happening): object {
  const person = `person-${MESSAGES[message]?.person}`
  const [userId, email] = [person, `${person}@example.com`]
  return who === 'user' ? { userId } : who === 'email' ? { email } : { userId, email }
}

const timeOf = ({ minutes }: Happening): string => new Date(START + minutes * MINUTE_MS).toISOString()

const toOwn = (each: Happening): object => ({
  event: each.name,
  event_id: `e${each.key}`,
  timestamp: timeOf(each),
  ...whoOf(each),
  ...(each.tracked && { tracking_id: `t${each.message}` }),
  ...(each.messageNamed && { message_id: `m${each.message}` }),
  ...(each.value !== undefined && { value: each.value, currency: 'USD', total: each.value + 1 }),
})

const toIterable = (each: Happening): object => ({
  eventName: each.name,
  ...whoOf(each),
  dataFields: {
    createdAt: timeOf(each),
    ...(each.tracked && { tracking_id: `t${each.message}` }),
    ...(each.messageNamed && { messageId: `m${each.message}` }),
    ...(each.value !== undefined && { total: each.value + 1 }),
  },
})

async function replayAll(org: string): Promise<void> {
  const filter = { from: '2020-01-01' }
  expect(await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter })).toMatchObject({
    status: 202,
  })
  await processInbox(server)
}

/** All visible results, without the ids that differ between organisations. */
async function standing(org: string): Promise<unknown> {
  const get = async (path: string) => (await server.call('GET', `/api/v1/orgs/${org}/${path}`)).body
  const events = (await get('events?limit=100')).items as Record<string, unknown>[]
  const requests = (await get('requests?limit=100')).items as {
    outcome: string
    items: Record<string, unknown>[]
  }[]
  const names = (await get('event-names?limit=100')).items as Record<string, unknown>[]
  const templates = await Promise.all(
    ['first', 'second'].map(async id => {
      const { control, treatment, variants } = await get(`templates/${id}/results`)
      return { control, treatment, variants }
    }),
  )
  const counts = (await countsOf(server, org)) as { template_id: string }[]
  return JSON.parse(
    JSON.stringify({
      counts: counts.map(row => ({ ...row, variant_id: null })),
      templates,
      events: events.map(row => ({
        ...row,
        id: null,
        request_id: null,
        decision_id: null,
        variant_id: null,
      })),
      requests: requests.map(({ outcome, items }) => [
        outcome,
        items.map(item => [item['outcome'], item['type'], item['native_event']]),
      ]),
      names: names.map(({ native_event, name, count, type }) => [native_event, name, count, type]),
    }).replaceAll(/"id":"[0-9a-f-]{36}"/g, '"id":null'),
  )
}

const world = fc.record({
  happenings: fc.array(happening, { minLength: 3, maxLength: 14 }),
  repeated: fc.array(fc.nat(), { maxLength: 4 }),
  before: mapping,
  between: mapping,
  after: mapping,
  splitAt: fc.nat(14),
})

it('a replay with another mapping gives the same result as a first reading with it', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ happenings, repeated, before, between, after, splitAt }) => {
      const again = repeated.flatMap(at => happenings[at % happenings.length] ?? [])
      const all = [...happenings, ...again]

      const clean = await createWorld()
      await map(clean, after)
      await tell(clean, all, 0)
      await processInbox(server)

      const changed = await createWorld()
      await map(changed, before)
      await tell(changed, all.slice(0, splitAt), 0)
      await processInbox(server)
      await map(changed, between)
      await tell(changed, all.slice(splitAt), Math.min(splitAt, all.length))
      await processInbox(server)
      await replayAll(changed)
      await map(changed, after)
      await replayAll(changed)

      const expected = await standing(clean)
      expect(await standing(changed)).toEqual(expected)
      await replayAll(changed)
      expect(await standing(changed)).toEqual(expected)
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 10) },
  )
}, 180_000)
