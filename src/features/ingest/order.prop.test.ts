import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  connectSegment,
  countsOf,
  createOrg,
  createTemplate,
  learnedOf,
  metricsOf,
  processInbox,
  rebuildAll,
  sendHoursOf,
  tellSegment,
} from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { MINUTE_MS } from '../../lib/duration.ts'

const server = useServer()

// A small set of inputs with many combinations: two people with two names each, three messages each, of two
// templates.
const PEOPLE = [0, 1]
const MESSAGES = PEOPLE.flatMap(person => [0, 1, 2].map(number => ({ person, number })))

interface Happening {
  readonly kind:
    | 'send'
    | 'open'
    | 'machine-open'
    | 'click'
    | 'machine-click'
    | 'complaint'
    | 'unsubscribe'
    | 'purchase'
    | 'named-purchase'
    | 'refund'
    | 'named-refund'
    | 'cancellation'
    | 'named-cancellation'
    | 'bare-cancellation'
    | 'introduction'
    | 'choice'
  readonly message: number
  readonly minutes: number
  /** Whether it has Parley's tracking id, or only the platform's message id. */
  readonly tracked: boolean
  readonly byEmail: boolean
  readonly value: number
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom(
    'send',
    'open',
    'machine-open',
    'click',
    'machine-click',
    'complaint',
    'unsubscribe',
    'purchase',
    'named-purchase',
    'refund',
    'named-refund',
    'cancellation',
    'named-cancellation',
    'bare-cancellation',
    'introduction',
    'choice',
  ),
  message: fc.nat(MESSAGES.length - 1),
  minutes: fc.integer({ min: -30 * 24 * 60, max: 40 * 24 * 60 }),
  tracked: fc.boolean(),
  byEmail: fc.boolean(),
  value: fc.integer({ min: 1, max: 500 }),
})

/** A report from Iterable, which splits control from treatment for its own template. */
interface External {
  readonly name: 'emailSend' | 'emailOpen' | 'emailClick' | 'emailUnSubscribe' | 'embeddedImpression'
  /** Whether its ids belong to a control message; undefined: it has no such ids. */
  readonly isControl: boolean | undefined
  readonly message: number
  readonly minutes: number
  readonly isMessageNamed: boolean
  readonly who: 'user' | 'email' | 'both' | 'nobody'
}

const external: fc.Arbitrary<External> = fc.record({
  name: fc.constantFrom('emailSend', 'emailOpen', 'emailClick', 'emailUnSubscribe', 'embeddedImpression'),
  isControl: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constantFrom(false, undefined)),
  message: fc.nat(MESSAGES.length - 1),
  // An event reported more than four weeks late or ahead gets a date near its arrival, which the order decides.
  minutes: fc.integer({ min: -27 * 24 * 60, max: 27 * 24 * 60 }),
  isMessageNamed: fc.boolean(),
  who: fc.constantFrom('user', 'user', 'email', 'both', 'nobody'),
})

let orgs = 0

const METRICS = [
  { id: 'seen', name: 'Seen', kind: 'rate', events: ['seen', 'Purchase'], window_days: 7 },
  { id: 'sales', name: 'Sales', kind: 'sum', events: ['purchase'], window_days: 20 },
  { id: 'value', name: 'Value', kind: 'sum', events: ['purchase'], value_field: 'value', window_days: 1 },
  { id: 'clicks', name: 'Clicks', kind: 'rate', events: ['click'], window_days: 2 },
]

/** Reports the same events to a new organisation, in this order and with these duplicates. Returns its figures. */
async function countIn(
  happenings: readonly (Happening | External)[],
  order: readonly number[],
  requestsOf: number,
): Promise<unknown> {
  const org = `world-${++orgs}`
  await createOrg(server, org, { offset_days: 1, lookback_days: 14 })
  await connectSegment(server, org)
  for (const metric of METRICS)
    expect((await server.call('POST', `/api/v1/orgs/${org}/metrics`, metric)).status).toBe(201)
  const template = {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  }
  // Its policy learns by attributes.
  const learning = { algorithm: 'linear_thompson', learning: { context: ['plan'] } }
  // The choice between even share and table is random and is counted, so each template uses only one of them.
  await createTemplate(server, org, 'first', { ...template, ...learning, epsilon: 1 }, 1)
  await createTemplate(server, org, 'second', { ...template, epsilon: 0 }, 1)
  const outside = {
    ...template,
    split: { method: 'external' },
    integration: { itbl: { campaign_id: 1, template_id: 10, control_template_id: '20, 21' } },
  }
  await createTemplate(server, org, 'third', outside, 1)
  const start = new Date('2026-11-10T12:00:00Z').getTime()
  for (const [at, { person, number }] of MESSAGES.entries()) {
    server.setNow(new Date(start + at * MINUTE_MS))
    const reply = await server.call('POST', `/api/generate/${org}`, {
      template_id: number === 2 ? 'second' : 'first',
      tracking_id: `t${at}`,
      user_id: `person-${person}`,
      attrs: { plan: ['free', 'pro'][person] },
    })
    expect(reply.status).toBe(200)
  }
  const never = { ...template, attribution: { conversion_events: ['never'] }, epsilon: 1 }
  await createTemplate(server, org, 'introducing', never, 1)
  server.setNow(new Date(start + MESSAGES.length * MINUTE_MS))
  for (const [at, index] of order.entries()) {
    // A choice is looked at for names once. In a millisecond that was looked at, no choice may follow.
    server.setNow(new Date(start + MESSAGES.length * MINUTE_MS + at))
    await tell(org, happenings[index] as Happening | External, index, start)
    if ((at + 1) % requestsOf === 0) await processInbox(server)
  }
  await processInbox(server)
  const waiting = 'select from inbound_requests where processed_at is null'
  expect(await server.services.db.query({ text: waiting })).toEqual([])
  const counts = (await countsOf(server, org)) as { template_id: string; arm: string }[]
  const sums = counts
    .map(({ template_id, arm, ...row }) => [`${template_id} ${arm}`, { ...row, variant_id: null }] as const)
    .sort(([left], [right]) => left.localeCompare(right))
  const learned = await learnedOf(server, org)
  expect(await rebuildAll(server, org)).toBe(0)
  expect(await learnedOf(server, org)).toEqual(learned)
  return { sums, hours: await sendHoursOf(server, org), learned, metrics: await metricsOf(server, org) }
}

/** Sends what happened as one of the platforms, or the organisation's backend, would. */
async function tell(
  org: string,
  happening: Happening | External,
  index: number,
  start: number,
): Promise<void> {
  const post = async (platform: string, body: object) =>
    expect((await server.call('POST', `/api/webhook/${platform}/${org}`, body)).status).toBe(200)
  if (!('kind' in happening)) await post('itbl', toIterable(happening, index, start))
  else if (happening.kind === 'choice') await introduce(org, happening, start)
  else if (isByMachine(happening)) await tellSegment(server, org, toSegment(happening, index, start))
  else await post('events', toEvent(happening, index, start))
}

/**
 * A request for a wording that names both the user id and the address, on a server whose clock is behind. All other
 * messages are later, so no event counts for its message: an event that was read before the request would not.
 */
async function introduce(org: string, { message }: Happening, start: number): Promise<void> {
  const now = server.services.clock()
  server.setNow(new Date(start - MINUTE_MS / 2))
  const person = `person-${MESSAGES[message]?.person}`
  const reply = await server.call('POST', `/api/generate/${org}`, {
    ...{ template_id: 'introducing', tracking_id: `both-${person}` },
    ...{ user_id: person, email: `${person}@example.com` },
  })
  expect(reply.status).toBe(200)
  server.setNow(now)
}

function toEvent(
  { kind, message, minutes, tracked, byEmail, value }: Happening,
  index: number,
  start: number,
): object {
  const person = `person-${MESSAGES[message]?.person}`
  const who = byEmail ? { email: `${person}@example.com` } : { user_id: person }
  const common = { event_id: `e${index}`, timestamp: new Date(start + minutes * MINUTE_MS).toISOString() }
  if (kind === 'introduction')
    return { ...common, event: 'seen', user_id: person, email: `${person}@example.com` }
  if (kind === 'purchase') {
    const order = value % 4 === 0 ? { order_id: `o${value % 2}` } : {}
    return { ...common, ...who, ...order, event: 'purchase', value: (value % 5) + 1, currency: 'USD' }
  }
  if (kind === 'named-purchase') {
    const whose = value % 2 === 0 ? who : {}
    return { ...common, ...whose, event: 'purchase', value, currency: 'USD', message_id: `m${message}` }
  }
  // Some refunds and purchases share an order, and some amounts are equal.
  const order = value % 3 === 0 ? { order_id: `o${value % 2}` } : {}
  const back = { ...common, ...who, ...order, event: 'refund', value: (value % 5) + 1, currency: 'USD' }
  if (kind === 'refund') return back
  if (kind === 'named-refund') return { ...back, message_id: `m${message}` }
  const cancelled = { ...common, ...order, event: 'order_cancelled' }
  if (kind === 'cancellation') return { ...cancelled, ...who }
  if (kind === 'named-cancellation') return { ...cancelled, ...who, message_id: `m${message}` }
  if (kind === 'bare-cancellation') return { ...cancelled, message_id: `m${message}` }
  const ids = { message_id: `m${message}`, ...(tracked ? { tracking_id: `t${message}` } : {}) }
  return { ...common, ...ids, ...who, event: `email_${kind}` }
}

const isByMachine = ({ kind }: Happening): boolean => kind.startsWith('machine-')

/** The fields that mark opens and clicks of programs. */
function toSegment({ kind, message, minutes, tracked }: Happening, index: number, start: number): object {
  return {
    type: 'track',
    event: kind === 'machine-open' ? 'Email Opened' : 'Email Link Clicked',
    userId: `person-${MESSAGES[message]?.person}`,
    messageId: `e${index}`,
    timestamp: new Date(start + minutes * MINUTE_MS).toISOString(),
    properties: {
      machine: true,
      message_id: `m${message}`,
      ...(tracked && { tracking_id: `t${message}` }),
    },
  }
}

function toIterable(
  { name, isControl, message, minutes, isMessageNamed, who }: External,
  index: number,
  start: number,
): object {
  const person = `person-${MESSAGES[message]?.person}`
  return {
    eventName: name,
    ...(['user', 'both'].includes(who) && { userId: person }),
    ...(['email', 'both'].includes(who) && { email: `${person}@example.com` }),
    dataFields: {
      // Iterable gives events no ids: two of the same moment would count as one.
      createdAt: new Date(start + minutes * MINUTE_MS + index * 1_000).toISOString(),
      ...(isControl !== undefined && { campaignId: 1, templateId: isControl ? 20 + (message % 2) : 10 }),
      ...(isMessageNamed && { messageId: `outside-${message}` }),
    },
  }
}

/** A control message, older than the choices, is reported by user id and then by address: one person has both names. */
const NAMED_TWICE = {
  happenings: [
    { kind: 'named-purchase', message: 4, minutes: -7315, tracked: true, byEmail: false, value: 50 },
    { name: 'emailClick', isControl: true, message: 3, minutes: -4026, isMessageNamed: true, who: 'email' },
    { name: 'emailSend', isControl: true, message: 4, minutes: -26569, isMessageNamed: false, who: 'email' },
    { name: 'emailOpen', isControl: true, message: 3, minutes: -3496, isMessageNamed: true, who: 'user' },
  ] satisfies readonly (Happening | External)[],
  order: [3, 2, 0, 1],
  requestsOf: 1,
}

it('any order of the same events, with any duplicates, gives the same counts', async () => {
  const world = fc.array(fc.oneof(happening, external), { minLength: 3, maxLength: 14 }).chain(happenings => {
    const all = happenings.map((_, index) => index)
    const shuffled = fc.shuffledSubarray(all, { minLength: all.length })
    const repeated = fc
      .tuple(shuffled, fc.array(fc.constantFrom(...all), { maxLength: 6 }), fc.nat())
      .map(([order, again, where]) => {
        const at = where % (order.length + 1)
        return [...order.slice(0, at), ...again, ...order.slice(at)]
      })
    return fc.record({
      happenings: fc.constant(happenings),
      order: repeated,
      requestsOf: fc.integer({ min: 1, max: 5 }),
    })
  })
  await fc.assert(
    fc.asyncProperty(world, async ({ happenings, order, requestsOf }) => {
      const straight = await countIn(
        happenings,
        happenings.map((_, index) => index),
        happenings.length,
      )
      const scrambled = await countIn(happenings, order, requestsOf)
      expect(scrambled).toEqual(straight)
    }),
    // A run takes a second, so shrinking would take longer than the limit.
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 12), endOnFailure: true, examples: [[NAMED_TWICE]] },
  )
}, 300_000)
