import { beforeEach, describe, expect, it } from 'vitest'
import { tablesWith } from '../../../test/dump.ts'
import { countsOf, createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { MINUTE_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server, report: send } = scene

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  })
})

async function choose(body: object): Promise<{ decision_id: string; copy: { id: string } }> {
  scene.tick()
  const reply = await server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', ...body })
  expect(reply.status).toBe(200)
  return reply.body
}

const person = (user: string) =>
  server.call('GET', `/api/v1/orgs/${scene.org}/people/${encodeURIComponent(user)}`)
const erase = (user: string) =>
  server.call('DELETE', `/api/v1/orgs/${scene.org}/people/${encodeURIComponent(user)}`)

/** Ann got two messages; a third went to Bob. Much was said about them. */
async function tellAbout() {
  const first = await choose({
    user_id: 'ann-17',
    email: 'Ann@Example.com',
    tracking_id: 'track-ann-1',
    attrs: { plan: 'Pro' },
  })
  const second = await choose({ user_id: 'ann-17', tracking_id: 'track-ann-2' })
  const bobs = await choose({ user_id: 'bob', email: 'bob@example.com', tracking_id: 'track-bob' })
  const sentAt = new Date(scene.now + MINUTE_MS).toISOString()
  await send({
    event: 'email_sent',
    tracking_id: 'track-ann-1',
    message_id: 'message-ann',
    event_id: 's1',
    occurred_at: sentAt,
  })
  const opening = { event: 'email_open', message_id: 'message-ann', event_id: 'o1', note: 'secret-place' }
  await send(opening)
  await send({ event: 'email_open', tracking_id: 'track-bob', event_id: 'o2' })
  await send({ event: 'purchase', email: 'ann@example.com', user_id: 'ann-17', value: 20, event_id: 'p1' })
  await send({ event: 'purchase', email: 'ann@example.com', value: 5, event_id: 'p:ann@example.com:2' })
  await send({ event: 'visit', user_id: 'ann-17', event_id: 'v1' })
  await send({ event: 'purchase', user_id: 'bob', value: 7, event_id: 'p3' })
  await processInbox(server)
  // The platform repeats itself.
  await send(opening)
  await processInbox(server)
  return { first, second, bobs, sentAt, opening }
}

describe('tracePerson', () => {
  it('shows decisions, events, and the attributions between them', async () => {
    const { first, second, sentAt } = await tellAbout()
    const { status, body } = await person('ann-17')
    expect(status).toBe(200)
    expect(body.user).toBe('ann-17')
    expect(body.names).toEqual(['ann-17', 'ann@example.com'])
    expect(body.decisions).toHaveLength(2)
    const [newer, older] = body.decisions
    const nothing = {
      delivered: false,
      opened: false,
      machine_opened: false,
      clicked: false,
      machine_clicked: false,
      converted: false,
      unsubscribed: false,
      bounced: false,
      complained: false,
      revenue: {},
    }
    expect(older).toEqual({
      decision_id: first.decision_id,
      decided_at: expect.any(String),
      sent_at: sentAt,
      template_id: 'welcome',
      variant_id: first.copy.id,
      variant_name: expect.stringMatching(/^variant \d$/),
      replaced_by: null,
      arm: 'treatment',
      control: false,
      counted: true,
      reason: 'bandit',
      propensity: expect.any(Number),
      model_version: expect.any(Number),
      tracking_id: 'track-ann-1',
      window: { offset_days: 0, lookback_days: 14 },
      attrs: { plan: ['pro'] },
      facts: { ...nothing, opened: true, converted: true, revenue: { USD: 25 } },
    })
    expect(newer).toMatchObject({ decision_id: second.decision_id, sent_at: null, facts: nothing })

    // Newest first; the open named neither the user nor the address.
    const brief = body.events.map(({ native_event, outcome }: Record<string, string>) => [
      native_event,
      outcome,
    ])
    expect(brief).toEqual([
      ['visit', 'not-listened'],
      ['purchase', 'counted'],
      ['purchase', 'counted'],
      ['email_open', 'counted'],
      ['email_sent', 'counted'],
    ])
    expect(body.events[0].reason).toContain('visit')
    const [, purchase2, purchase1, open, sent] = body.events
    const counted = [
      [purchase2, 'conversion'],
      [purchase1, 'conversion'],
      [open, 'open'],
      [sent, 'send'],
    ].map(([event, metric]) => ({
      event_id: event.id,
      decision_id: first.decision_id,
      metric,
      reason: expect.stringMatching(
        metric === 'conversion'
          ? /^This was the latest message .* from day 0 to day 14\.$/
          : /(tracking|message) id of this message/,
      ),
    }))
    expect(body.attributions).toEqual(counted)
  })

  it('finds the same person by address, in any case', async () => {
    await tellAbout()
    const { decisions, events } = (await person('ann-17')).body
    const { body } = await person('Ann@Example.COM')
    expect(body.names).toEqual(['ann@example.com', 'Ann@Example.COM', 'ann-17'])
    expect(body).toMatchObject({ decisions, events })
  })

  it('finds a message whose person only an event names', async () => {
    const { decision_id } = await choose({ tracking_id: 'anonymous' })
    await send({ event: 'email_open', tracking_id: 'anonymous', user_id: 'carl' })
    await send({ event: 'email_click', tracking_id: 'anonymous' })
    await processInbox(server)
    const { body } = await person('carl')
    expect(body.decisions).toMatchObject([{ decision_id, facts: { opened: true, clicked: true } }])
    expect(body.events).toHaveLength(2)
  })

  it('does not take a shared mailbox for one person', async () => {
    const users = Array.from({ length: 21 }, (_, at) => ({
      event: 'visit',
      user_id: `member-${at}`,
      email: 'info@example.com',
    }))
    await send([...users, { event: 'visit', user_id: 'member-0', email: 'zoe@example.com' }])
    await processInbox(server)
    expect((await person('member-0')).body).toMatchObject({
      names: ['member-0', 'zoe@example.com'],
      events: [{ user_id: 'member-0' }, { user_id: 'member-0' }],
    })
    const { body } = await person('info@example.com')
    expect(body.names).toEqual(['info@example.com'])
    expect(body.events).toHaveLength(21)
  })

  it('answers 404 for an unknown person, and for a person of another organisation', async () => {
    await send({ event: 'visit', user_id: 'ann-17' })
    await processInbox(server)
    expect((await person('ann-17')).status).toBe(200)
    for (const user of ['stranger', 'ANN-17', '\0', '%']) {
      expect(await person(user)).toMatchObject({ status: 404, body: { code: 'not-found' } })
      expect(await erase(user)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    }
    await scene.enterAnotherOrg()
    expect((await person('ann-17')).status).toBe(404)
    expect((await erase('ann-17')).status).toBe(404)
  })
})

describe('erasePerson', () => {
  it('removes the data of the person, and changes no figure', async () => {
    const { opening } = await tellAbout()
    const secrets = ['ann-17', 'ann@example', 'track-ann', 'message-ann', 'secret-place']
    for (const secret of secrets) expect(await tablesWith(server, scene.org, secret)).not.toEqual([])
    const counts = await countsOf(server, scene.org)
    expect(counts).not.toEqual([])
    const results = async () =>
      (await server.call('GET', `/api/v1/orgs/${scene.org}/templates/welcome/results`)).body
    const { as_of: _, ...before } = await results()
    const bob = (await person('bob')).body

    expect(await erase('ann-17')).toEqual({
      status: 200,
      body: {
        deleted: {
          decisions: 2,
          messages: 1,
          events: 5,
          // Five that brought the events, and the repetition.
          requests: 6,
          links: 1,
          message_keys: 2,
          message_ids: 1,
          profile_writes: 0,
          feedback_deliveries: 0,
          deliveries: 0,
          send_times: 0,
          event_keys: 5,
        },
      },
    })

    for (const secret of secrets) expect(await tablesWith(server, scene.org, secret)).toEqual([])
    expect(await countsOf(server, scene.org)).toEqual(counts)
    const { as_of: __, ...after } = await results()
    expect(after).toEqual(before)
    expect((await person('ann-17')).status).toBe(404)
    expect((await person('ann@example.com')).status).toBe(404)
    expect((await person('bob')).body).toEqual(bob)

    // Neither a replay nor a repetition brings anything back, or counts it again.
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter: { platform: 'events' } })
    await send(opening)
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toEqual(counts)
    expect((await person('ann-17')).status).toBe(404)
    expect((await erase('ann-17')).status).toBe(404)
  })

  it('shows erased events and calls without their contents', async () => {
    const request = await send({
      event: 'purchase',
      user_id: 'ann-17',
      value: 3,
      properties: { city: 'Rome' },
    })
    await processInbox(server)
    await erase('ann-17')
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${request}`)
    expect(body).toMatchObject({
      outcome: 'unmatched',
      size_bytes: 0,
      headers: {},
      query: {},
      body: { encoding: 'utf-8', text: '' },
    })
    expect(body.events).toMatchObject([
      { native_event: 'purchase', user_id: null, properties: {}, value: 3, outcome: 'unmatched' },
    ])
  })
})

describe('searchPeople', () => {
  const search = async (q: string) =>
    (await server.call('POST', `/api/v1/orgs/${scene.org}/people/search`, { q })).body.items

  it('finds a person by id, address and tracking id, and nobody by a part of one', async () => {
    await tellAbout()
    expect(await search('ann-17')).toMatchObject([{ name: 'ann-17', found_by: 'user-id' }])
    expect(await search(' ANN@example.com ')).toMatchObject([{ name: 'ann@example.com' }])
    expect(await search('track-bob')).toMatchObject([{ name: 'bob', found_by: 'tracking-id' }])
    expect(await search('ann-1')).toEqual([])
    await scene.enterAnotherOrg()
    expect(await search('ann-17')).toEqual([])
  })

  it('gives a reference that opens the trace and erases, without the name in the address', async () => {
    await tellAbout()
    const [{ ref }] = await search('ann@example.com')
    expect(ref).not.toContain('ann')
    const { body } = await person(ref)
    expect(body).toMatchObject({ user: 'ann@example.com', ref, masked: false })
    expect(body.names).toContain('ann-17')
    expect((await erase(ref)).status).toBe(200)
    expect((await person(ref)).status).toBe(404)
  })
})

describe('a long history', () => {
  it('comes in parts, each event and decision once', async () => {
    for (let at = 0; at < 203; at++) await choose({ user_id: 'ann', tracking_id: `t${at}` })
    await send(Array.from({ length: 501 }, (_, at) => ({ event: 'visit', user_id: 'ann', event_id: at })))
    await processInbox(server)
    const decisions = new Set<string>()
    const events = new Set<string>()
    let query = ''
    let answers = 0
    do {
      const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/people/ann${query}`)
      for (const { decision_id } of body.decisions) decisions.add(decision_id)
      for (const { id } of body.events) events.add(id)
      answers++
      query = body.decisions_cursor
        ? `?decisions_cursor=${body.decisions_cursor}&events_cursor=${body.events_cursor}`
        : ''
    } while (query !== '')
    expect([decisions.size, events.size, answers]).toEqual([203, 501, 2])
    const empty = await server.call('GET', `/api/v1/orgs/${scene.org}/people/ann?to=2020-01-01`)
    expect(empty.body).toMatchObject({ decisions: [], events: [], decisions_cursor: null })
  })
})
