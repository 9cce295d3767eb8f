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

let world: World

beforeAll(async () => {
  world = await startWorld()
  const ids = { integration: { itbl: { campaign_id: 41107, template_id: 52001 } } }
  const conversions = { attribution: { conversion_events: ['purchase'] } }
  await createWordings(world, 'acme', 'cart-reminder', { ...ids, ...conversions })
  await createWordings(world, 'acme', 'renewal', conversions)
  await createWordings(world, 'rival', 'cart-reminder', ids)
})
afterAll(() => world.close())

const guideTo = (template: string) => {
  const platform = findPlatform('itbl')
  if (!platform) throw new Error('there is no Iterable')
  return world.guide(platform, template)
}

/** What Iterable knows when it renders: fields of the profile, of the message and of the data feed. */
type Scope = Readonly<Record<string, unknown>>

/**
 * The part of Iterable's Handlebars that the guide uses: paths in three braces as they are, in two with HTML
 * escaped, the blank for what is unknown, `defaultIfEmpty`, and `#urlEncode`, which encodes like a form.
 */
function render(template: string, scope: Scope): string {
  return template
    .replace(/\{\{#urlEncode\}\}(.*?)\{\{\/urlEncode\}\}/gs, (_, inner: string) =>
      new URLSearchParams({ v: render(inner, scope) }).toString().slice('v='.length),
    )
    .replace(/\{\{\{([\w.]+)\}\}\}/g, (_, path: string) => valueAt(path, scope))
    .replace(/\{\{defaultIfEmpty (\w+) (\w+)\}\}/g, (_, path: string, other: string) =>
      escapeHtml(valueAt(path, scope) || valueAt(other, scope)),
    )
    .replace(/\{\{([\w.]+)\}\}/g, (_, path: string) => escapeHtml(valueAt(path, scope)))
}

function valueAt(path: string, scope: Scope): string {
  const value = path.split('.').reduce<unknown>((at, name) => (at as Scope | undefined)?.[name], scope)
  return value === undefined || value === null ? '' : String(value)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, found => ENTITIES[found] ?? found)

const headersOf = (lines: string): [string, string][] =>
  lines.split('\n').map(line => line.split(': ') as [string, string])

interface Profile {
  readonly userId?: string
  readonly email?: string
}

interface Message {
  readonly profile: Profile
  readonly messageId: string
  readonly answer: Answer
  readonly shown: Readonly<Record<string, string>>
  readonly link: string
}

/** What Iterable does with the guide when it sends: the data feed is fetched, and the template rendered. */
async function send(
  template: string,
  profile: Profile,
  messageId: string,
  feed = 'feed-url',
): Promise<Message> {
  const guide = guideTo(template)
  const scope = { ...profile, messageId, templateId: 52001, clientTemplateId: template }
  const reply = await fetch(render(world.snippet(guide, feed), scope), {
    headers: headersOf(world.snippet(guide, 'feed-header')),
  })
  expect(reply.status).toBe(200)
  const answer = (await reply.json()) as Answer
  const merged = { parley: answer, ...scope }
  const shown = VARIABLES.map(name => [name, render(world.snippet(guide, `variable-${name}`), merged)])
  const link = `https://shop.example.com/cart${render(world.snippet(guide, 'link'), merged)}`
  return { profile, messageId, answer, shown: Object.fromEntries(shown), link }
}

/** A System Webhook's report, in the vendor's shape. */
function report({ profile, messageId }: Message, eventName: string, seconds: number, more: object = {}) {
  return {
    ...profile,
    eventName,
    dataFields: {
      ...(profile.email !== undefined && { email: profile.email }),
      createdAt: `${world.at(seconds).toISOString().slice(0, 19).replace('T', ' ')} +00:00`,
      campaignId: 41107,
      campaignName: 'Cart',
      templateId: 52001,
      workflowId: null,
      messageId,
      ...more,
    },
  }
}

const post = async (path: string, headers: [string, string][], body: string): Promise<number> => {
  const url = path.startsWith('http') ? path : `${world.url}${path}`
  const all = {
    'content-type': 'application/json',
    ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  }
  return (await fetch(url, { method: 'POST', headers: all, body })).status
}

/** Posts as the guide says. */
const postReport = (body: unknown): Promise<number> => {
  const guide = guideTo('cart-reminder')
  const headers = headersOf(world.snippet(guide, 'system-webhook-header'))
  return post(world.snippet(guide, 'system-webhook'), headers, JSON.stringify(body))
}

describe('the guide of Iterable', () => {
  it.each(['feed-url', 'feed-url-for-all'])('puts the copy into the template with %s', async feed => {
    const people: Profile[] = [
      { userId: '5512', email: 'kim@example.org' },
      { userId: 'a&b=c +d/é', email: "o'hara+news@example.org" },
      { email: 'only@example.org' },
      { userId: 'no-address' },
    ]
    for (const [number, profile] of people.entries()) {
      const { answer, shown, link } = await send('renewal', profile, `${feed}-${number}`, feed)
      expect(answer).toMatchObject({ template_id: 'renewal', tracking_id: `${feed}-${number}` })
      expect(shown).toEqual(answer.copy.vars)
      expect(new URL(link).searchParams.get('trk')).toBe(`${feed}-${number}`)
      const name = encodeURIComponent(profile.userId ?? profile.email ?? '')
      const person = await world.server.call('GET', `/api/v1/orgs/acme/people/${name}`)
      expect(person.body.decisions).toContainEqual(
        expect.objectContaining({ decision_id: answer.decision_id, counted: true }),
      )
    }
  })

  it('is answered in a preview, which has no message id, and counts nothing', async () => {
    const { answer } = await send('renewal', { userId: 'previewer' }, '')
    expect(answer.copy.vars).toHaveProperty('subject')
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/people/previewer')
    expect((body.decisions ?? []).filter(({ counted }: { counted: boolean }) => counted)).toEqual([])
  })

  it('has a journey webhook whose body is JSON, whatever the event lacks', () => {
    const body = world.snippet(guideTo('renewal'), 'journey-webhook-body')
    expect(JSON.parse(render(body, {}))).toMatchObject({ event_name: 'purchase', event_id: '', email: '' })
  })
})

describe('the reports of Iterable', () => {
  const ask = (number: number) =>
    send(
      'cart-reminder',
      { userId: `user-${number}`, email: `user-${number}@example.org` },
      `message-${number}`,
    )

  it('count for the right variant, control included, once, and for nothing else', async () => {
    const { control, treatment } = await askForBoth(ask)
    const reports = [control, treatment].flatMap(message => [
      report(message, 'emailSend', 60),
      report(message, 'emailOpen', 70, { isBot: true, proxySource: 'Apple' }),
      report(message, 'emailOpen', 80, { isBot: false }),
    ])
    const more = [
      report(treatment, 'emailClick', 90, {
        url: treatment.link,
        linkUrl: treatment.link,
        linkId: '7',
        isBot: false,
      }),
      report(control, 'hostedUnsubscribeClick', 91, { url: 'https://example.com/preferences' }),
      report(control, 'emailUnSubscribe', 92, { unsubSource: 'EmailLink' }),
      // Without a message id there are the campaign and the person.
      report(treatment, 'pushOpen', 93, { messageId: undefined }),
      // A campaign that is nobody's, and a person who got nothing.
      report({ ...treatment, messageId: 'elsewhere' }, 'emailClick', 94, { campaignId: 1, templateId: 2 }),
      report({ ...treatment, profile: { userId: 'stranger' }, messageId: 'x' }, 'emailSend', 95),
    ]
    for (const each of [...reports, ...more]) expect(await postReport(each)).toBe(200)

    const guide = guideTo('cart-reminder')
    const purchase = render(world.snippet(guide, 'journey-webhook-body'), {
      ...treatment.profile,
      timestamp: world.at(120).getTime(),
      workflowId: 8810,
      orderId: 'order-77',
      total: 39.95,
    })
    const headers = headersOf(world.snippet(guide, 'journey-webhook-headers'))
    const buy = () => post(world.snippet(guide, 'journey-webhook'), headers, purchase)
    expect(await buy()).toBe(200)

    const expected = {
      [treatment.answer.copy.id]: {
        sends: 1,
        opens: 1,
        machine_opens: 1,
        clicks: 1,
        conversions: 1,
        revenue: 39.95,
      },
      [control.answer.copy.id]: { sends: 1, opens: 1, machine_opens: 1, unsubscribes: 1 },
    }
    expect(await countsByVariant(world, 'acme', 'cart-reminder')).toEqual(expected)
    expect(await countsByVariant(world, 'acme', 'renewal')).toEqual({})
    expect(await countsByVariant(world, 'rival', 'cart-reminder')).toEqual({})

    for (const each of [...more, ...reports]) expect(await postReport(each)).toBe(200)
    expect(await buy()).toBe(200)
    expect(await countsByVariant(world, 'acme', 'cart-reminder')).toEqual(expected)
  })

  it('are refused at the door of another organisation, and leave nothing there', async () => {
    const body = JSON.stringify(report(await ask(1000), 'emailOpen', 130))
    const before = [await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]
    for (const [org, key] of [
      ['rival', world.key],
      ['acme', world.rivalKey],
      ['acme', ''],
    ]) {
      expect(await post(`/api/webhook/itbl/${org}`, [['x-api-key', key ?? '']], body)).toBe(401)
    }
    expect([await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]).toEqual(before)
  })
})
