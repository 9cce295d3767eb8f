import { createHmac } from 'node:crypto'
import { Liquid } from 'liquidjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'
import {
  type Answer,
  askForBoth,
  countsByVariant,
  createWordings,
  requestsOf,
  startWorld,
  VARIABLES,
  type World,
} from './world.ts'

const SIGNING_KEY = 'the-signing-key-of-acme'
const liquid = new Liquid({ strictFilters: true })

let world: World

beforeAll(async () => {
  world = await startWorld()
  for (const [org, signing_key] of [
    ['acme', SIGNING_KEY],
    ['rival', 'another-signing-key'],
  ]) {
    const settings = { settings: { signing_key } }
    expect(await world.server.call('PUT', `/api/v1/orgs/${org}/platforms/cio`, settings)).toMatchObject({
      status: 200,
    })
  }
  await createWordings(world, 'acme', 'welcome-email', {
    integration: { cio: { campaign_id: 23, action_id: 42 } },
  })
  await createWordings(world, 'acme', 'v2.spring', { integration: { cio: { campaign_id: 24 } } })
  await createWordings(world, 'acme', 'renewal')
  await createWordings(world, 'rival', 'welcome-email', { integration: { cio: { campaign_id: 23 } } })
})
afterAll(() => world.close())

const customerio = () => {
  const platform = findPlatform('cio')
  if (!platform) throw new Error('there is no Customer.io')
  return platform
}

interface Customer {
  readonly id?: string | number
  readonly email?: string
  readonly [attribute: string]: unknown
}

interface Message {
  readonly customer: Customer
  readonly answer: Answer
  /** What the message shows, by variable, and its link. */
  readonly shown: Readonly<Record<string, string>>
  readonly link: string
}

/** What Customer.io does with the guide: its Webhook Action calls, and the message that follows is rendered. */
async function send(template: string, customer: Customer, delivery: string): Promise<Message> {
  const guide = world.guide(customerio(), template)
  const render = async (key: string, scope: object) => liquid.parseAndRender(world.snippet(guide, key), scope)
  const headers = world
    .snippet(guide, 'action-headers')
    .split('\n')
    .map(line => line.split(': ') as [string, string])
  const reply = await fetch(world.snippet(guide, 'action-url'), {
    method: 'POST',
    headers: [...headers, ['x-cio-delivery-id', delivery], ['x-cio-idempotency-key', delivery]],
    body: await render('action-body', { customer }),
  })
  expect(reply.status).toBe(200)
  const response = (await reply.json()) as Answer
  const attributes = {
    [`jw_${template}`]: JSON.parse(await render('response-copy', { response })),
    [`parley_trk_${template}`]: await render('response-tracking-id', { response }),
  }
  const scope = { customer: { ...customer, ...attributes } }
  const shown = await Promise.all(
    VARIABLES.map(async name => [name, await render(`variable-${name}`, scope)] as const),
  )
  const link = `https://shop.example.com/plan${await render('link', scope)}`
  return { customer, answer: response, shown: Object.fromEntries(shown), link }
}

let events = 0

interface Report {
  readonly metric: string
  readonly data: object
  readonly event_id: string
}

/** A report about a message of the campaign, as a reporting webhook of Customer.io writes it. */
function report({ customer }: Message, metric: string, delivery: string, more: object = {}): Report {
  events++
  return {
    event_id: `01KP${String(events).padStart(22, '0')}`,
    object_type: 'email',
    metric,
    timestamp: Math.floor(world.at(60 + events).getTime() / 1000),
    data: {
      customer_id: String(customer.id),
      identifiers: { id: String(customer.id), email: customer.email ?? null, cio_id: 'a3000b' },
      delivery_id: delivery,
      campaign_id: 23,
      action_id: 42,
      journey_id: '01KPJOURNEY',
      recipient: customer.email,
      ...more,
    },
  } as Report
}

async function post(org: string, body: unknown, key = SIGNING_KEY): Promise<number> {
  const raw = JSON.stringify(body)
  const timestamp = '1772442600'
  const signature = createHmac('sha256', key).update(`v0:${timestamp}:${raw}`).digest('hex')
  const reply = await fetch(`${world.url}/api/webhook/cio/${org}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'X-CIO-Timestamp': timestamp,
      'X-CIO-Signature': signature,
    },
    body: raw,
  })
  return reply.status
}

describe('the guide of Customer.io', () => {
  it.each(['welcome-email', 'v2.spring', 'renewal'])(
    'puts the copy of %s into the message, whoever the person is',
    async template => {
      const people: Customer[] = [
        { id: 5512, email: 'kim@example.org' },
        { id: 'o\'hara "the\n\\ brave" ☂', email: "o'hara+1@example.org" },
        { id: 'no-address' },
        { email: 'only@example.org' },
      ]
      for (const [number, customer] of people.entries()) {
        const { answer, shown, link } = await send(template, customer, `${template}-${number}`)
        expect(shown).toEqual(answer.copy.vars)
        expect(new URL(link).searchParams.get('trk')).toBe(answer.tracking_id)
      }
    },
  )

  it('asks for the same message once, however often Customer.io tries', async () => {
    const customer = { id: 'again', email: 'again@example.org' }
    const first = await send('renewal', customer, 'delivery-again')
    const second = await send('renewal', customer, 'delivery-again')
    expect(second.answer).toEqual(first.answer)
  })
})

describe('the reports of Customer.io', () => {
  const ask = async (number: number) => {
    const customer = { id: `user-${number}`, email: `user-${number}@example.org` }
    return { ...(await send('welcome-email', customer, `step-${number}`)), delivery: `message-${number}` }
  }

  it('count for the right variant, control included, once, and for nothing else', async () => {
    const { control, treatment } = await askForBoth(ask)
    // The first report with the id of the message names its campaign only; the click has the tracking id.
    const reports = [control, treatment].flatMap(message => [
      report(message, 'sent', message.delivery),
      report(message, 'delivered', message.delivery),
      report(message, 'opened', message.delivery, { proxied: true, prefetched: true }),
      report(message, 'opened', message.delivery, { proxied: true, prefetched: false }),
    ])
    const more = [
      report(treatment, 'clicked', treatment.delivery, { href: treatment.link, link_id: 1, machine: false }),
      report(treatment, 'converted', treatment.delivery),
      report(control, 'unsubscribed', control.delivery),
      // A step of the workflow, and a message of a campaign that is nobody's.
      { ...report(treatment, 'sent', 'step-1'), object_type: 'webhook' },
      report(treatment, 'clicked', 'elsewhere', {
        campaign_id: 99,
        action_id: 1,
        href: 'https://shop.example.com/',
      }),
    ]
    for (const each of [...reports, ...more]) expect(await post('acme', each)).toBe(200)

    const expected = {
      [treatment.answer.copy.id]: { sends: 1, opens: 1, machine_opens: 1, clicks: 1, conversions: 1 },
      [control.answer.copy.id]: { sends: 1, opens: 1, machine_opens: 1, unsubscribes: 1 },
    }
    expect(await countsByVariant(world, 'acme', 'welcome-email')).toEqual(expected)
    for (const [org, template] of [
      ['acme', 'v2.spring'],
      ['acme', 'renewal'],
      ['rival', 'welcome-email'],
    ] as const) {
      expect(await countsByVariant(world, org, template)).toEqual({})
    }

    for (const each of [...more, ...reports]) expect(await post('acme', each)).toBe(200)
    expect(await countsByVariant(world, 'acme', 'welcome-email')).toEqual(expected)
  })

  it('are refused at the door of another organisation, and leave nothing there', async () => {
    const message = await ask(1000)
    const before = [await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]
    const body = report(message, 'opened', message.delivery)
    expect(await post('rival', body)).toBe(401)
    expect(await post('acme', body, 'another-signing-key')).toBe(401)
    const withKey = await fetch(`${world.url}/api/webhook/cio/acme`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': world.key },
      body: JSON.stringify(body),
    })
    expect(withKey.status).toBe(401)
    expect([await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]).toEqual(before)
  })
})
