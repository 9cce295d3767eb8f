import { beforeAll, describe, expect, it } from 'vitest'
import { storeNewerCopies } from '../../../test/copies.ts'
import { createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { MINUTE_MS } from '../../lib/duration.ts'

const BASE = '/api/v1/orgs/acme/events'

interface Listed {
  readonly id: string
  readonly native_event: string
}

const server = useServer()
let purchase: string
let decision: { decision_id: string; copy: { id: string } }
let signupAt: string

beforeAll(async () => {
  await createOrg(server, 'acme')
  await createOrg(server, 'other')
  await createTemplate(server, 'acme', 'welcome', { attribution: { conversion_events: ['purchase'] } })
  const start = Date.now()
  let minutes = 0
  const send = async (payload: unknown, org = 'acme') => {
    server.setNow(new Date(start + ++minutes * MINUTE_MS))
    const { body } = await server.call('POST', `/api/webhook/events/${org}`, payload)
    return body.request_id
  }
  server.setNow(new Date(start))
  const choice = { template_id: 'welcome', tracking_id: 't1', user_id: 'u1' }
  decision = (await server.call('POST', '/api/generate/acme', choice)).body
  purchase = await send({
    event: 'purchase',
    event_id: 'p1',
    user_id: 'u1',
    email: 'Ann@Example.com',
    tracking_id: 't1',
    message_id: 'm1',
    campaign_id: 7,
    template_id: 'tpl',
    channel: 'email',
    value: 39.95,
    currency: 'usd',
    occurred_at: new Date(start + MINUTE_MS).toISOString(),
    properties: { plan: 'pro', 'line\nbreak': { deep: [1] } },
  })
  await send([
    { event: 'order', email: 'bob@example.com', value: 500, currency: 'JPY' },
    { event: 'email_open', tracking_id: 't1' },
    { event: 'visit', user_id: 'u2' },
  ])
  await send({ event: 'signup', user_id: 'u2' })
  signupAt = new Date(start + minutes * MINUTE_MS).toISOString()
  await send({ event: 'elsewhere', user_id: 'u1' }, 'other')
  await processInbox(server)
})

const namesOf = async (query: string): Promise<readonly string[]> => {
  const { status, body } = await server.call('GET', `${BASE}${query}`)
  expect(status).toBe(200)
  return body.items.map(({ native_event }: Listed) => native_event)
}

describe('listEvents', () => {
  it('shows everything that is known of an event', async () => {
    const { body } = await server.call('GET', `${BASE}?type=conversion&user=u1`)
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          platform: 'events',
          type: 'conversion',
          native_event: 'purchase',
          name: 'purchase',
          dedupe_key: 'p1',
          occurred_at: expect.stringMatching(/^\d{4}-.*Z$/),
          received_at: expect.stringMatching(/^\d{4}-.*Z$/),
          user_id: 'u1',
          email: 'ann@example.com',
          message_id: 'm1',
          tracking_id: 't1',
          campaign_id: '7',
          template_ref: 'tpl',
          channel: 'email',
          machine: null,
          value: 39.95,
          currency: 'USD',
          outcome: 'counted',
          reason: null,
          matched_by: 'tracking-id',
          decision_id: decision.decision_id,
          template_id: 'welcome',
          variant_id: decision.copy.id,
          metrics: null,
          why_not: null,
          request_id: purchase,
          properties: { plan: 'pro', 'line\nbreak': { deep: [1] } },
        },
      ],
      next_cursor: null,
      searched_back_to: null,
    })
  })

  it('leaves null what the sender did not say, and gives amounts in units of their currency', async () => {
    const { body } = await server.call('GET', `${BASE}?user=bob@example.com`)
    expect(body.items).toMatchObject([
      {
        dedupe_key: null,
        occurred_at: null,
        tracking_id: null,
        user_id: 'bob@example.com',
        value: 500,
        currency: 'JPY',
        outcome: 'unmatched',
        reason: expect.any(String),
      },
    ])
    const visit = await server.call('GET', `${BASE}?user=u2&type=custom`)
    expect(visit.body.items[0]).toMatchObject({ value: null, currency: null, email: null })
  })

  it('pages through everything, newest first, also within one moment', async () => {
    const all = (await server.call('GET', BASE)).body.items
    expect(all).toHaveLength(5)
    expect([all[0].native_event, all[4].native_event]).toEqual(['signup', 'purchase'])
    const seen: string[] = []
    for (let query = '?limit=2'; query !== ''; ) {
      const { body } = await server.call('GET', `${BASE}${query}`)
      seen.push(...body.items.map(({ id }: Listed) => id))
      query = body.next_cursor === null ? '' : `?limit=2&cursor=${body.next_cursor}`
    }
    expect(seen).toEqual(all.map(({ id }: Listed) => id))
  })

  it('filters', async () => {
    expect(await namesOf('?type=open')).toEqual(['email_open'])
    expect(await namesOf('?user=u1')).toEqual(['purchase'])
    expect(await namesOf('?user=ANN@example.COM')).toEqual(['purchase'])
    expect(await namesOf('?user=U1')).toEqual([])
    expect((await namesOf('?tracking_id=t1')).toSorted()).toEqual(['email_open', 'purchase'])
    expect(await namesOf('?message_id=m1')).toEqual(['purchase'])
    expect((await namesOf('?template=welcome')).toSorted()).toEqual(['email_open', 'purchase'])
    expect(await namesOf('?platform=cio')).toEqual([])
    expect((await namesOf('?outcome=counted&platform=events')).toSorted()).toEqual(['email_open', 'purchase'])
    expect(await namesOf(`?from=${signupAt}`)).toEqual(['signup'])
    expect(await namesOf(`?to=${signupAt}`)).toHaveLength(4)
    expect(await namesOf(`?to=${signupAt}&user=u2`)).toEqual(['visit'])
    expect(await namesOf('?user=%00')).toEqual([])
  })

  it.each(['?type=parcel', '?user=', '?cursor=nonsense', '?limit=1000', '?from=1.5'])(
    'refuses %s',
    async query => {
      expect(await server.call('GET', `${BASE}${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      })
    },
  )
})

describe('getEvent', () => {
  it('shows what the list shows', async () => {
    const [event] = (await server.call('GET', BASE)).body.items
    expect(await server.call('GET', `${BASE}/${event.id}`)).toEqual({ status: 200, body: event })
  })

  it('answers 404 for what it does not know, and for what another organisation was told', async () => {
    const [foreign] = (await server.call('GET', '/api/v1/orgs/other/events')).body.items
    for (const id of ['nonsense', '01890000-0000-7000-8000-000000000001', foreign.id]) {
      expect(await server.call('GET', `${BASE}/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
    }
  })
})

describe('filters without an index', () => {
  const RARE = [
    'type=send',
    'outcome=unmatched',
    'platform=events',
    'template=welcome',
    'message_id=m7',
    'tracking_id=t7',
  ]
  const page = async (query: string) => (await server.call('GET', `/api/v1/orgs/crowd/events?${query}`)).body

  beforeAll(async () => {
    await createOrg(server, 'crowd')
    const payload = { event: 'email_sent', tracking_id: 't7', message_id: 'm7', user_id: 'u7' }
    await server.call('POST', '/api/webhook/events/crowd', payload)
    await processInbox(server)
    const [{ id }] = (await page('')).items
    await server.services.db.query({
      text: "update events set template_id = 'welcome' where id = $1",
      values: [id],
    })
    const other = {
      ...{
        type: 'open',
        native_event: 'email_open',
        platform: 'cio',
        outcome: 'noted',
        template_id: 'other',
      },
      ...{ message_id: 'm{n}0', tracking_id: 't{n}0', refs: {} },
    }
    await storeNewerCopies(server, 'events', id, 7_000, other)
  })

  it.each(RARE)('find what many newer events hide: %s', async query => {
    const { items, next_cursor } = await page(query)
    expect(items).toMatchObject([{ native_event: 'email_sent' }])
    expect(next_cursor).toBeNull()
  })

  it('find a message of a person with very many events', async () => {
    expect((await page('user=u7&limit=1')).items).toMatchObject([{ native_event: 'email_open' }])
    expect((await page('user=u7&message_id=m7')).items).toMatchObject([{ native_event: 'email_sent' }])
    expect((await page('user=u7&type=send')).items).toMatchObject([{ native_event: 'email_sent' }])
  })

  it('page through what they find', async () => {
    const first = await page('type=open&limit=2')
    const second = await page(`type=open&limit=2&cursor=${first.next_cursor}`)
    const tracked = [...first.items, ...second.items].map(({ tracking_id }) => tracking_id)
    expect(tracked).toEqual(['t70000', 't69990', 't69980', 't69970'])
  })
})
