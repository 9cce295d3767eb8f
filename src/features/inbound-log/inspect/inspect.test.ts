import { describe, expect, it } from 'vitest'
import { connectSegment, createTemplate, processInbox } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server, report: send } = scene

interface Step {
  readonly step: string
  readonly ok: boolean | null
  readonly detail: string
}

const detail = async (id: string) =>
  (await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${id}`)).body
const ladder = (item: { steps: Step[] }) =>
  item.steps.map(({ ok }) => (ok === null ? '·' : ok ? '+' : '!')).join('')
const stop = (item: { steps: Step[] }) => item.steps.find(({ ok }) => ok === false)

async function createWelcome(attribution: object) {
  await createTemplate(server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'], ...attribution },
  })
  scene.tick()
  const reply = await server.call('POST', `/api/generate/${scene.org}`, {
    ...{ template_id: 'welcome', user_id: 'u1', tracking_id: 't1' },
  })
  expect(reply.status).toBe(200)
  return reply.body.decision_id
}

describe('getRequest', () => {
  it('shows the way of an event that counts, from proof to figure', async () => {
    const decisionId = await createWelcome({})
    const id = await send({ event: 'purchase', user_id: 'u1', value: 12.5, currency: 'EUR', event_id: 'p' })
    await processInbox(server)
    const call = await detail(id)
    expect(call).toMatchObject({
      ...{ standing: 'counted', subject: 'u••', template_id: 'welcome', masked: false },
      actions: { replay: { allowed: true, reason: null } },
    })
    const [item] = call.items
    expect(item.steps.map(({ step }: Step) => step)).toEqual([
      ...['verified', 'read', 'mapped', 'deduplicated', 'matched', 'in_window', 'counted'],
    ])
    expect([ladder(item), item.near_misses]).toEqual(['+++++++', []])
    expect(item.steps[1]).toMatchObject({ detail: 'Read as a conversion, worth 12.5 EUR.' })
    expect(item.steps[4].data).toMatchObject({ decision_id: decisionId, template_id: 'welcome' })
    expect(item.steps[5].data).toMatchObject({ offset_days: 0, lookback_days: 14 })
  })

  it('stops a conversion that comes too early at its window, and names the message that it missed', async () => {
    const decisionId = await createWelcome({ offset_days: 3 })
    const id = await send({ event: 'purchase', user_id: 'u1', event_id: 'p' })
    await processInbox(server)
    const [item] = (await detail(id)).items
    expect(ladder(item)).toBe('+++++!·')
    expect(stop(item)).toMatchObject({ step: 'in_window', detail: expect.stringContaining('3 to 14 days') })
    expect(item.near_misses).toMatchObject([
      { decision_id: decisionId, template_id: 'welcome', why: expect.stringContaining('too early') },
    ])
    // After the setting is corrected, the same call says what to do.
    await server.call('PATCH', `/api/v1/orgs/${scene.org}/templates/welcome`, {
      attribution: { conversion_events: ['purchase'], offset_days: 0 },
    })
    expect((await detail(id)).items[0].near_misses[0].why).toContain('Process the call again')
  })

  it('tells where each other kind of item stopped', async () => {
    await createWelcome({})
    await connectSegment(server, scene.org)
    const first = await send({ event: 'visit', user_id: 'u1', event_id: 'v' })
    const again = await send({ event: 'visit', user_id: 'u1', event_id: 'v' })
    const strange = await send({ event: 'email_open', tracking_id: 'unknown', event_id: 'o', user_id: 'u1' })
    const garbled = await send('{"half": ')
    const nobody = await send({ event: 'nobody' })
    await server.call('POST', `/api/webhook/segment/${scene.org}`, { type: 'track', userId: 'secret-u' })
    await server.services.refusals.flush()
    await processInbox(server)
    const [refused] = (await server.call('GET', `/api/v1/orgs/${scene.org}/requests?outcome=refused`)).body
      .items
    const brief = async (id: string) => {
      const { items } = await detail(id)
      return [ladder(items[0]), stop(items[0])?.step, items[0].outcome]
    }
    expect(await brief(first)).toEqual(['++!····', 'mapped', 'not-listened'])
    expect(await brief(again)).toEqual(['+++!···', 'deduplicated', 'duplicate'])
    expect(await brief(strange)).toEqual(['++++!··', 'matched', 'unmatched'])
    expect(await brief(garbled)).toEqual(['+!·····', 'read', 'unreadable'])
    expect(await brief(nobody)).toEqual(['+!·····', 'read', 'rejected'])
    expect(await brief(refused.id)).toEqual(['!······', 'verified', 'refused'])
    const duplicate = (await detail(again)).items[0].steps[3]
    expect(duplicate.data).toMatchObject({ first_request_id: first })
  })

  it('says why a call cannot be read again', async () => {
    const waiting = await send({ event: 'purchase', user_id: 'u1' })
    expect((await detail(waiting)).actions.replay).toEqual({
      ...{ allowed: false, reason: 'The call waits for processing already.' },
    })
    await processInbox(server)
    expect((await detail(waiting)).actions.replay.allowed).toBe(true)
    await server.call('DELETE', `/api/v1/orgs/${scene.org}/people/u1`)
    expect((await detail(waiting)).actions.replay).toMatchObject({ allowed: false })
  })
})

describe('refused calls', () => {
  it('are listed with their reason, header names, size and network, and nothing secret', async () => {
    await connectSegment(server, scene.org)
    const stored = await send({ event: 'purchase', user_id: 'u1' })
    const body = { type: 'track', userId: 'secret-person' }
    scene.tick()
    const headers = { 'x-signature': 'secret-signature' }
    expect((await server.call('POST', `/api/webhook/segment/${scene.org}`, body, headers)).status).toBe(401)
    await server.services.refusals.flush()
    const { items } = (await server.call('GET', `/api/v1/orgs/${scene.org}/requests`)).body
    expect(items).toMatchObject([
      { platform: 'segment', outcome: 'refused', standing: 'attention', reason: expect.any(String) },
      { id: stored },
    ])
    const call = await detail(items[0].id)
    expect(call).toMatchObject({
      size_bytes: JSON.stringify(body).length,
      address_prefix: '127.0.0.0/24',
      headers: { 'x-signature': '(not kept)' },
      actions: { replay: { allowed: false } },
      items: [{ fix: expect.stringContaining('Segment') }],
    })
    expect(JSON.stringify(call)).not.toMatch(/secret-/)
    const listed = async (query: string) =>
      (await server.call('GET', `/api/v1/orgs/${scene.org}/requests${query}`)).body.items.length
    expect(await listed(`?reason=${items[0].reason}`)).toBe(1)
    expect(await listed('?platform=events')).toBe(1)
    expect(await listed('?platform=segment&outcome=refused')).toBe(1)
    expect(await listed('?event=purchase&outcome=refused')).toBe(0)
    await scene.enterAnotherOrg()
    expect((await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${call.id}`)).status).toBe(404)
  })

  it('keep the calls of a quiet network through a flood from another one', async () => {
    const { refusals, clock, catalog } = server.services
    const org = await catalog.findOrg(scene.org)
    if (!org) throw new Error('the scene has an organisation')
    const refuse = (address: string) =>
      refusals.add({
        ...{ orgId: org.id, platform: 'cio', at: clock(), reason: 'bad-signature', headers: {} },
        ...{ sizeBytes: 1, address },
      })
    refuse('198.51.100.1')
    scene.tick()
    for (let round = 0; round < 6; round++) {
      for (let call = 0; call < 60; call++) refuse('203.0.113.5')
      await refusals.flush()
    }
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: { id: string }[]; next_cursor: string | null } = (
        await server.call(
          'GET',
          `/api/v1/orgs/${scene.org}/requests?outcome=refused&limit=100${cursor && `&cursor=${cursor}`}`,
        )
      ).body
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(seen).toHaveLength(200)
    expect((await detail(seen.at(-1) ?? '')).address_prefix).toBe('198.51.100.0/24')
    const { by_outcome } = (await server.call('GET', `/api/v1/orgs/${scene.org}/requests/summary`)).body
    expect(by_outcome).toEqual({ refused: 361 })
  })
})

describe('an event of a custom metric', () => {
  const TRIALS = {
    id: 'trials',
    name: 'Trials started',
    kind: 'rate',
    events: ['trial_started'],
    window_days: 7,
  }
  it.each([
    ['is no conversion', {}, 'It counts for the custom metric "Trials started" of a message of "welcome".'],
    [
      'is a conversion too',
      { conversion_events: ['trial_started'] },
      'It counts as a conversion. It counts for the custom metric "Trials started" of a message of "welcome".',
    ],
  ])('says which metric it counts for, when it %s', async (_, attribution, sentence) => {
    expect((await server.call('POST', `/api/v1/orgs/${scene.org}/metrics`, TRIALS)).status).toBe(201)
    const decisionId = await createWelcome(attribution)
    if ('conversion_events' in attribution) {
      const rule = { event: 'trial_started', type: 'conversion' }
      const reply = await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules: [rule] })
      expect(reply).toMatchObject({ status: 200 })
    }
    const id = await send({ event: 'trial_started', user_id: 'u1', event_id: 't' })
    await processInbox(server)
    const [item] = (await detail(id)).items
    expect(item.steps.at(-1)).toMatchObject({
      ok: true,
      detail: sentence,
      data: { metrics: [{ metric: 'custom:trials', decision_id: decisionId, template_id: 'welcome' }] },
    })
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/people/u1`)
    expect(body.attributions).toContainEqual({
      ...{ event_id: item.event_id, decision_id: decisionId, metric: 'custom:trials' },
      reason: expect.stringContaining('It counts for the custom metric "Trials started".'),
    })
  })
})
