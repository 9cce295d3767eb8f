import { describe, expect, it } from 'vitest'
import {
  createOrg,
  createTemplate,
  processInbox,
  sendHoursOf,
  type TestTemplate,
} from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import { hashToUnit } from '../../lib/hash.ts'
import { EXPLORED_SHARE } from './delay.ts'

// The last Thursday, so that its month has partitions.
const NOW = Math.floor(Date.now() / (7 * DAY_MS)) * 7 * DAY_MS + 10 * HOUR_MS
const LEAD_MS = 5 * 60_000

const server = useServer()
let templates: { welcome: TestTemplate; sale: TestTemplate }
let orgs = 0
let org = ''

async function enter(settings: object = {}): Promise<void> {
  org = `acme-${++orgs}`
  server.setNow(new Date(NOW))
  await createOrg(server, org)
  if (Object.keys(settings).length > 0)
    expect((await server.call('PATCH', `/api/v1/orgs/${org}`, settings)).status).toBe(200)
  templates = {
    welcome: await createTemplate(server, org, 'welcome', { split: { control_share: 0 } }),
    sale: await createTemplate(server, org, 'sale', { split: { control_share: 0 } }),
  }
}

interface Habit {
  readonly user: string
  readonly email?: string
  readonly template?: string
  /** In UTC. */
  readonly sentHour: number
  readonly openHour?: number
  readonly times: number
  readonly machine?: boolean
}

let number = 0

/** So many messages, one a day, the last of them the day before yesterday. */
function tell({ user, email, template = 'welcome', sentHour, openHour, times, machine }: Habit) {
  return Promise.all(
    Array.from({ length: times }, async (_, at) => {
      const tracking_id = `${org}-${++number}`
      const body = { template_id: template, user_id: user, tracking_id, ...(email && { email }) }
      expect((await server.call('POST', `/api/generate/${org}`, body)).status).toBe(200)
      const dayMs = Math.floor(NOW / DAY_MS) * DAY_MS - (at + 2) * DAY_MS
      const report = (event: string, hour: number) => ({
        ...{ event, tracking_id, event_id: `${event} ${tracking_id}` },
        timestamp: new Date(dayMs + hour * HOUR_MS + 1_000).toISOString(),
      })
      const sent = report('email_sent', sentHour)
      if (openHour === undefined) return [sent]
      const opened = report('email_open', openHour < sentHour ? openHour + 24 : openHour)
      return [sent, { ...opened, ...(machine && { machine }) }]
    }),
  )
}

async function live(...habits: readonly Habit[]): Promise<void> {
  for (const habit of habits) {
    const events = (await tell(habit)).flat()
    expect((await server.call('POST', `/api/webhook/events/${org}`, events)).status).toBe(200)
  }
  await processInbox(server)
}

const delay = (query: Readonly<Record<string, string>>, headers = {}) =>
  server.call('GET', `/api/delay/${org}?${new URLSearchParams(query)}`, undefined, headers)

/** An id for which this user is not among the few who get an hour by chance. */
function plainId(user: string): string {
  const day = new Date(NOW).toISOString().slice(0, 10)
  for (let at = 0; ; at++)
    if (hashToUnit('send-time-explored', org, user, `d${at}`, day) >= EXPLORED_SHARE) return `d${at}`
}

async function hourFor(user: string, more: Readonly<Record<string, string>> = {}): Promise<number> {
  const { status, body } = await delay({ delay_id: plainId(user), user_id: user, ...more })
  expect(status).toBe(200)
  return new Date(body.just_words.delay_time).getUTCHours()
}

const crowd = (openHour: number, template?: string): readonly Habit[] =>
  ['ada', 'ben', 'cleo'].map(user => ({
    user,
    sentHour: 3,
    openHour,
    times: 8,
    ...(template === undefined ? {} : { template }),
  }))

describe('the answer', () => {
  it('has the shape that the reference product answers with', async () => {
    await enter()
    const { status, body } = await delay({ delay_id: 'variant_abc123', user_id: 'u' })
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        just_words: {
          delay_id: 'variant_abc123',
          delay_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
      },
    })
  })

  it('is the earliest possible time without data', async () => {
    await enter()
    const { body } = await delay({ delay_id: plainId('nobody'), user_id: 'nobody' })
    expect(Date.parse(body.just_words.delay_time)).toBe(NOW + LEAD_MS)
  })

  it('asks for a key that may serve', async () => {
    await enter()
    expect((await delay({ delay_id: 'a' }, { 'x-api-key': '' })).body.code).toBe('missing-key')
    const made = async (scope: string) =>
      (await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: scope, scopes: [scope] })).body.key
    expect((await delay({ delay_id: 'a' }, { 'x-api-key': await made('ingest') })).status).toBe(403)
    const headers = { 'x-api-key': '', authorization: `Bearer ${await made('serve')}` }
    expect((await delay({ delay_id: 'a' }, headers)).status).toBe(200)
  })

  it('refuses what it cannot read, and says which', async () => {
    await enter()
    expect((await delay({ user_id: 'u' })).body.errors).toMatchObject([{ field: '/delay_id' }])
    expect((await delay({ delay_id: '' })).status).toBe(400)
    for (const horizon_hours of ['0', '169', 'soon'])
      expect((await delay({ delay_id: 'a', horizon_hours })).body.code).toBe('invalid-request')
    expect((await delay({ delay_id: 'a', template_id: 'no-such' })).body.code).toBe('template-not-found')
    expect((await server.call('GET', '/api/delay/nowhere?delay_id=a')).body.code).toBe('org-not-found')
  })
})

describe('the moment', () => {
  it('is when the person opens, and for a stranger when everybody does', async () => {
    await enter()
    await live(...crowd(14), { user: 'late', sentHour: 3, openHour: 21, times: 8 })
    expect(await hourFor('late')).toBe(21)
    expect(await hourFor('ada')).toBe(14)
    expect(await hourFor('stranger')).toBe(14)
    expect((await delay({ delay_id: 'nobody-in-particular' })).body.just_words.delay_time).toMatch(/T14:00/)
  })

  it('leaves machines out, and does not hold it against an hour that nothing was sent in it', async () => {
    await enter()
    await live(
      { user: 'reader', sentHour: 3, openHour: 18, times: 6 },
      { user: 'reader', sentHour: 11, times: 6 },
      { user: 'reader', sentHour: 12, openHour: 12, times: 8, machine: true },
    )
    expect(await hourFor('reader')).toBe(18)
  })

  it('is the same by address as by user id, however the two became known', async () => {
    await enter()
    await live(
      ...crowd(14),
      { user: 'u-1', email: 'One@Example.com', sentHour: 3, openHour: 21, times: 8 },
      { user: 'u-2', sentHour: 3, openHour: 22, times: 8 },
    )
    const introduction = { event: 'seen', user_id: 'u-2', email: 'two@example.com', event_id: 'i' }
    await server.call('POST', `/api/webhook/events/${org}`, introduction)
    await processInbox(server)
    const byEmail = async (email: string) => {
      const { body } = await delay({ delay_id: plainId(email.toLowerCase()), email })
      return new Date(body.just_words.delay_time).getUTCHours()
    }
    expect(await byEmail('ONE@example.com')).toBe(21)
    expect(await byEmail('two@example.com')).toBe(22)
    expect(await hourFor('', { email: 'three@example.com' })).toBe(14)
  })

  it('follows the template that is named, or whose variant the delay id is', async () => {
    await enter()
    await live(...crowd(14), ...crowd(14), ...crowd(20, 'sale'), ...crowd(20, 'sale').slice(0, 1))
    const hour = async (query: Readonly<Record<string, string>>) =>
      new Date((await delay(query)).body.just_words.delay_time).getUTCHours()
    expect(await hour({ delay_id: 'x' })).toBe(14)
    expect(await hour({ delay_id: 'x', template_id: 'sale' })).toBe(20)
    expect(await hour({ delay_id: templates.sale.variantIds[0] ?? '' })).toBe(20)
    expect(await hour({ delay_id: templates.welcome.variantIds[0] ?? '' })).toBe(14)
  })

  it('lies within the horizon', async () => {
    await enter()
    await live(...crowd(14))
    const at = async (horizon_hours: string) =>
      Date.parse((await delay({ delay_id: 'x', horizon_hours })).body.just_words.delay_time) - NOW
    expect(await at('2')).toBeLessThanOrEqual(2 * HOUR_MS)
    expect(await at('4')).toBe(4 * HOUR_MS)
    expect(await at('168')).toBeGreaterThanOrEqual(4 * HOUR_MS)
  })

  it('is looked for by the clock of the organisation', async () => {
    await enter({ timezone: 'Asia/Kolkata' })
    await live(...crowd(14))
    // A local hour begins at half past; the openings were a second past the hour, in the middle of one.
    const { body } = await delay({ delay_id: 'x' })
    expect(body.just_words.delay_time).toMatch(/T1[34]:30:00/)
  })
})

describe('a repeated question', () => {
  it('gets the same answer for ten minutes or until the moment has come, whatever happens meanwhile', async () => {
    await enter()
    await live(...crowd(14))
    const ask = async () => (await delay({ delay_id: 'x', user_id: 'someone' })).body.just_words.delay_time
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, ask))
    expect(new Set(others)).toEqual(new Set([first]))
    await live({ user: 'someone', sentHour: 3, openHour: 21, times: 12 })
    server.setNow(new Date(NOW + 9 * 60_000))
    expect(await ask()).toBe(first)
    server.setNow(new Date(NOW + 10 * 60_000))
    expect(await ask()).not.toBe(first)
  })

  it('never gets one that has passed', async () => {
    await enter()
    const ask = async () => (await delay({ delay_id: plainId('u'), user_id: 'u' })).body.just_words.delay_time
    const first = await ask()
    server.setNow(new Date(NOW + LEAD_MS - 1))
    expect(await ask()).toBe(first)
    server.setNow(new Date(NOW + LEAD_MS))
    expect(Date.parse(await ask())).toBeGreaterThan(NOW + LEAD_MS)
  })
})

describe('what it learns from', () => {
  const sums = () => sendHoursOf(server, org)

  it('is the same in whatever order, and however often, it was told', async () => {
    await enter()
    const events = (await tell({ user: 'u', sentHour: 3, openHour: 18, times: 5 })).flat()
    const later = events
      .filter(({ event }) => event === 'email_open')
      .map(each => ({
        ...each,
        event_id: `${each.event_id}-again`,
        timestamp: new Date(Date.parse(each.timestamp) + HOUR_MS).toISOString(),
      }))
    const post = async (list: readonly object[]) => {
      expect((await server.call('POST', `/api/webhook/events/${org}`, list)).status).toBe(200)
      await processInbox(server)
    }
    await post(events)
    const straight = await sums()
    expect(straight).toHaveLength(10)
    await post(later)
    await post(events.toReversed())
    const filter = { from: '2020-01-01' }
    await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter })
    await processInbox(server)
    expect(await sums()).toEqual(straight)

    await enter()
    const others = (await tell({ user: 'u', sentHour: 3, openHour: 18, times: 5 })).flat()
    for (const event of others.toReversed()) await post([event])
    expect(await sums()).toEqual(straight)
  })

  it('takes a click for better evidence than an opening', async () => {
    await enter()
    const [messages = []] = await tell({ user: 'u', sentHour: 3, openHour: 5, times: 1 })
    const clicked = { ...messages[1], event: 'email_click', event_id: 'c' }
    const timestamp = new Date(Date.parse(clicked.timestamp ?? '') + 2 * HOUR_MS).toISOString()
    await server.call('POST', `/api/webhook/events/${org}`, [...messages, { ...clicked, timestamp }])
    await processInbox(server)
    const rows = (await sums()) as { hour: Date; responses: number }[]
    expect(rows.filter(({ responses }) => responses > 0).map(({ hour }) => hour.getUTCHours())).toEqual([7])
  })

  it('is forgotten with the person', async () => {
    await enter()
    await live(...crowd(14), { user: 'late', sentHour: 3, openHour: 21, times: 8 })
    expect(await hourFor('late')).toBe(21)
    const erased = await server.call('DELETE', `/api/v1/orgs/${org}/people/late`)
    expect(erased).toMatchObject({ status: 200, body: { deleted: { messages: 8, send_times: 1 } } })
    expect(await hourFor('late')).toBe(14)
  })
})
