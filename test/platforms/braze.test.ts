// Over 300 lines: one Braze workspace is played, and its own split is tested with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { braze } from '../../src/core/platforms/braze/index.ts'
import { spell } from '../../src/lib/spell.ts'
import { countsOf, processInbox } from '../factories.ts'
import { type Rendered, renderField, type Scope } from './braze-liquid.ts'
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

const TOKEN = 'the-currents-token-of-acme'
const RIVAL_TOKEN = 'the-currents-token-of-rival'
const CAMPAIGN = {
  campaign_id: '2f7c9a10-6f0b-4e0e-9a60-51d3c0b7a001',
  message_variation_id: 'b81d4c22-0f3e-4a1c-8d77-9e0a1b2c3d01',
}
const CANVAS = {
  canvas_id: '90a1b2c3-1111-4222-8333-444455556666',
  canvas_step_id: 'a7b8c9d0-7777-4888-9999-aaaabbbbcccc',
}
// A scheduled campaign: everybody shares its dispatch id.
const DISPATCH = '65c0ffee0123456789abcdef'

let world: World

beforeAll(async () => {
  world = await startWorld()
  for (const [org, bearer_token] of [
    ['acme', TOKEN],
    ['rival', RIVAL_TOKEN],
  ]) {
    const settings = { settings: { bearer_token } }
    expect(await world.server.call('PUT', `/api/v1/orgs/${org}/platforms/braze`, settings)).toMatchObject({
      status: 200,
    })
  }
  const attribution = { conversion_events: ['purchase'] }
  await createWordings(world, 'acme', 'autumn-offer', { attribution, integration: { braze: CAMPAIGN } })
  await createWordings(world, 'acme', 'onboarding', { attribution, integration: { braze: CANVAS } })
  await createWordings(world, 'acme', 'untouched', { attribution })
  await createWordings(world, 'rival', 'autumn-offer', { attribution, integration: { braze: CAMPAIGN } })
})
afterAll(() => world.close())

interface Message {
  readonly person: string
  readonly dispatch: string
  readonly ids: object
  readonly shown: Readonly<Record<string, string>>
  readonly extras: Rendered['extras']
}

/** What Braze does with the snippets of the guide: it renders each field of the message on its own. */
async function send(template: string, ids: object, person: Scope, dispatch = DISPATCH): Promise<Message> {
  const guide = world.guide(braze, template)
  const scope = { ...person, campaign: { dispatch_id: dispatch } }
  const fields: [string, Rendered][] = []
  for (const name of VARIABLES)
    fields.push([name, await renderField(world.snippet(guide, `connected-content-${name}`), scope)])
  return {
    person: String(person['user_id'] ?? person['braze_id']),
    dispatch,
    ids,
    shown: Object.fromEntries(fields.map(([name, { text }]) => [name, text])),
    extras: Object.assign({}, ...fields.map(([, { extras }]) => extras)) as Rendered['extras'],
  }
}

/** The variants of a template as its results name them: by the wording of their subject. */
async function wordings(template: string): Promise<ReadonlyMap<string, { id: string; name: string }>> {
  const { body } = await world.server.call('GET', `/api/v1/orgs/acme/templates/${template}/variants`)
  const variants: { id: string; name: string; vars: { subject: string } }[] = body.items
  return new Map(variants.map(variant => [variant.vars.subject, variant]))
}

let events = 0

/** An event about a message, as Currents writes it. */
function event({ person, dispatch, ids }: Message, type: string, more: object = {}): object {
  events++
  return {
    event_type: `users.${type}`,
    id: `c0de0000-0000-4000-8000-${String(events).padStart(12, '0')}`,
    time: Math.floor(world.at(60 + events).getTime() / 1000),
    user: { external_user_id: person, user_id: `braze-of-${person}` },
    properties: type.startsWith('behaviors.') ? more : { ...ids, dispatch_id: dispatch, ...more },
  }
}

async function post(org: string, body: unknown, token = TOKEN): Promise<number> {
  const reply = await fetch(`${world.url}/api/webhook/braze/${org}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'Braze-Currents-Version': '1',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return reply.status
}

const sent = (message: Message) =>
  event(message, 'messages.email.Send', { message_extras: JSON.stringify(message.extras) })

describe('the snippets for Braze', () => {
  it.each([
    { user_id: 'member-1', braze_id: 'b1', first_name: 'Kim' },
    { user_id: 'o\'hara "the\n\\ brave" ☂', braze_id: 'b2', first_name: '"; {{ x }}' },
    { user_id: undefined, braze_id: '64f0aa00bb11cc22dd33ee44' },
  ])('put one variant into all fields of the message of %j', async person => {
    const known = await wordings('untouched')
    const { shown, extras, person: name, dispatch } = await send('untouched', {}, person)
    const variant = known.get(shown['subject'] ?? '')
    expect(shown['body']).toBe(`<p>${variant?.name}</p>\n<b>It's ☂ time</b>`)
    expect(extras).toEqual({ copy_id: variant?.id, tracking_id: spell(`${dispatch}|${name}`) })
  })

  it('show previews, which are never counted', async () => {
    const before = await countsOf(world.server, 'acme')
    const preview = await send(
      'onboarding',
      CANVAS,
      { user_id: 'previewed' },
      'dispatch_id_for_unsent_campaign',
    )
    expect((await wordings('onboarding')).has(preview.shown['subject'] ?? '')).toBe(true)
    expect(await countsOf(world.server, 'acme')).toEqual(before)
  })

  it('work without a dispatch id, where a message has none', async () => {
    const { shown, extras } = await send('untouched', {}, { user_id: 'in-app' }, '')
    const variant = (await wordings('untouched')).get(shown['subject'] ?? '')
    expect(extras['copy_id']).toBe(variant?.id)
    expect(extras['tracking_id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('leave the sender its own words when there is no answer', async () => {
    const code = world.snippet(world.guide(braze, 'no-such-template'), 'connected-content-subject')
    expect(await renderField(code, { user_id: 'u', campaign: { dispatch_id: 'd' } })).toEqual({
      text: 'YOUR OWN SUBJECT',
      extras: {},
    })
  })

  it('give links the tracking id of the message', async () => {
    const guide = world.guide(braze, 'untouched')
    const code = world.snippet(guide, 'connected-content-body') + world.snippet(guide, 'link-parameter')
    const { text } = await renderField(code, { user_id: 'a b&c', campaign: { dispatch_id: 'd-1' } })
    expect(
      new URL(`https://shop.example.net/${text.slice(text.indexOf('?trk='))}`).searchParams.get('trk'),
    ).toBe('d-1|a b&c')
  })
})

/** What counts when each of these messages was sent, and opened by a machine. */
function sendsOf(variantIds: readonly string[]): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {}
  for (const id of variantIds) {
    const sends = (counts[id]?.['sends'] ?? 0) + 1
    counts[id] = { sends, machine_opens: sends }
  }
  return counts
}

describe('the reports of Braze', () => {
  it('count for the right variant, control included, once, and for nothing else', async () => {
    const known = await wordings('autumn-offer')
    const messages: Message[] = []
    for (let number = 1; number <= 12; number++)
      messages.push(
        await send('autumn-offer', CAMPAIGN, { user_id: `member-${number}`, braze_id: `b${number}` }),
      )
    const variantOf = ({ shown }: Message) => known.get(shown['subject'] ?? '') ?? { id: '', name: '' }
    const control = messages.find(message => variantOf(message).name === 'control')
    const treatment = messages.find(message => variantOf(message).name !== 'control')
    if (!control || !treatment) throw new Error('twelve people all got the same')

    const sends = messages.map(sent)
    // Each type of event is queued on its own: opens and clicks may come before their sends.
    const batches = [
      [
        ...messages.map(message => event(message, 'messages.email.Open', { machine_open: 'true' })),
        event(treatment, 'messages.email.Open'),
        event(control, 'messages.email.Open'),
      ],
      [
        event(treatment, 'messages.email.Click', {
          url: 'https://shop.example.net/',
          is_suspected_bot_click: false,
        }),
        event(control, 'messages.email.Click', {
          url: 'https://shop.example.net/',
          is_suspected_bot_click: true,
        }),
        { event_type: 'users.messages.email.Unheard' },
        'no event at all',
      ],
      [event(control, 'messages.email.Unsubscribe')],
      [
        event(treatment, 'behaviors.Purchase', { product_id: 'coat', price: 79.9, currency: 'USD' }),
        event(treatment, 'behaviors.Purchase', { product_id: 'scarf', price: 20.1, currency: 'USD' }),
        event(control, 'behaviors.Purchase', { product_id: 'scarf', price: 20, currency: 'USD' }),
        event(control, 'behaviors.CustomEvent', { name: 'page_viewed' }),
      ],
      [
        event(treatment, 'campaigns.Conversion', {
          conversion_behavior: '{"type":"Makes Purchase","window":86400}',
          conversion_behavior_index: 0,
        }),
      ],
      sends,
      [
        event({ ...treatment, person: 'a-stranger' }, 'messages.email.Click', {
          url: 'https://shop.example.net/',
        }),
      ],
    ]
    for (const batch of batches) {
      expect(await post('acme', { events: batch })).toBe(200)
      await processInbox(world.server)
    }

    const expected = sendsOf(messages.map(message => variantOf(message).id))
    Object.assign(expected[variantOf(treatment).id] ?? {}, {
      opens: 1,
      clicks: 1,
      conversions: 1,
      revenue: 100,
    })
    Object.assign(expected[variantOf(control).id] ?? {}, {
      opens: 1,
      unsubscribes: 1,
      conversions: 1,
      revenue: 20,
    })
    expect(await countsByVariant(world, 'acme', 'autumn-offer')).toEqual(expected)
    const expectNothingElse = async () => {
      expect(await countsByVariant(world, 'acme', 'onboarding')).toEqual({})
      expect(await countsByVariant(world, 'acme', 'untouched')).toEqual({})
      expect(await countsByVariant(world, 'rival', 'autumn-offer')).toEqual({})
    }
    await expectNothingElse()

    for (const batch of batches.toReversed()) expect(await post('acme', { events: batch })).toBe(200)
    expect(await countsByVariant(world, 'acme', 'autumn-offer')).toEqual(expected)
    await expectNothingElse()
  })

  it('are told apart by their people, also when only the Send event says which variant it was', async () => {
    const ask = async (user_id: string) => {
      const query = new URLSearchParams({ template_id: 'untouched', user_id })
      const reply = await fetch(`${world.url}/api/generate/acme?${query}`, {
        headers: { 'x-api-key': world.key },
      })
      return (await reply.json()) as Answer
    }
    const asked = await askForBoth(async number => ({
      person: `reader-${number}`,
      answer: await ask(`reader-${number}`),
    }))
    const messages = [asked.control, asked.treatment].map(({ person, answer }) => {
      return { person, dispatch: 'one-for-all', ids: {}, shown: {}, extras: { copy_id: answer.copy.id } }
    })
    expect(await post('acme', { events: messages.map(sent) })).toBe(200)
    await processInbox(world.server)
    const opened = messages.map(message => event(message, 'messages.pushnotification.Open'))
    expect(await post('acme', { events: opened })).toBe(200)
    expect(await countsByVariant(world, 'acme', 'untouched')).toEqual({
      [asked.control.answer.copy.id]: { sends: 1, opens: 1 },
      [asked.treatment.answer.copy.id]: { sends: 1, opens: 1 },
    })
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/events?message_id=one-for-all')
    expect(body.items.map((item: { message_id: string }) => item.message_id)).toEqual(
      Array(4).fill('one-for-all'),
    )
  })

  it('find a Canvas by its ids when their message says nothing of Parley', async () => {
    const message = {
      ...(await send('onboarding', CANVAS, { user_id: 'canvas-user' }, 'canvas-dispatch')),
      dispatch: '',
    }
    const variant = (await wordings('onboarding')).get(message.shown['subject'] ?? '')
    const reports = [
      event(message, 'messages.email.Send'),
      event(message, 'canvas.Conversion', { conversion_behavior: '{"type":"Makes Purchase"}' }),
    ]
    expect(await post('acme', { events: reports })).toBe(200)
    expect(await countsByVariant(world, 'acme', 'onboarding')).toEqual({
      [variant?.id ?? '']: { sends: 1, conversions: 1 },
    })
  })

  it('may be none: a call without events tries the credentials, and is kept', async () => {
    const before = await requestsOf(world, 'acme')
    expect(await post('acme', undefined)).toBe(200)
    expect(await post('acme', { events: [] })).toBe(200)
    await processInbox(world.server)
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/requests?platform=braze&limit=2')
    expect(body.items).toMatchObject([{ outcome: 'empty' }, { outcome: 'empty' }])
    expect(await requestsOf(world, 'acme')).toBe(before + 2)
    expect(await post('acme', { events: [] }, 'another-token')).toBe(401)
    expect(await post('acme', undefined, '')).toBe(401)
    expect(await requestsOf(world, 'acme')).toBe(before + 2)
  })

  it('are refused at the door of another organisation, and leave nothing there', async () => {
    const before = [await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]
    const message = { person: 'member-1', dispatch: DISPATCH, ids: CAMPAIGN, shown: {}, extras: {} }
    const body = { events: [event(message, 'messages.email.Open')] }
    expect(await post('rival', body)).toBe(401)
    expect(await post('acme', body, RIVAL_TOKEN)).toBe(401)
    const withKey = await fetch(`${world.url}/api/webhook/braze/acme`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': world.key },
      body: JSON.stringify(body),
    })
    expect(withKey.status).toBe(401)
    expect([await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]).toEqual(before)
  })
})
