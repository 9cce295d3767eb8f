import { describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()

async function createWelcome(subject?: string): Promise<void> {
  await createTemplate(scene.server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
    ...(subject === undefined ? {} : { variables: ['subject'] }),
  })
}

/** Asks for a wording with the body, or with the query, exactly as written. */
async function generate(request: { readonly body?: string; readonly query?: string }) {
  scene.tick()
  const { server, org } = scene
  const key = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'test', scopes: ['serve'] })
  const reply = await server.app.inject({
    method: request.body === undefined ? 'GET' : 'POST',
    url: `/api/generate/${org}${request.query ?? ''}`,
    headers: {
      'x-api-key': key.body.key,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { payload: request.body }),
  })
  expect([reply.statusCode, reply.body]).toEqual([200, expect.anything()])
  return reply.json()
}

async function eventsOf(payload: object | string) {
  const { server, org } = scene
  scene.tick()
  const key = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'test', scopes: ['ingest'] })
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/webhook/events/${org}`,
    headers: { 'x-api-key': key.body.key, 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  await processInbox(server)
  return (await server.call('GET', `/api/v1/orgs/${org}/requests/${reply.json().request_id}`)).body.events
}

describe('a purchase counts for the message to the same person, however each side spells the person', () => {
  it.each([
    { body: { user_id: 'Ann@Example.com' }, purchase: { email: 'ann@example.com' } },
    { query: '&user_id=Kim.Lee%40Example.com', purchase: { email: 'Kim.Lee@Example.com' } },
    { body: { email: 'ann@example.com' }, purchase: { user_id: 'ANN@example.com' } },
    { body: { user_id: 'jose\u0301' }, purchase: { user_id: 'josé' } },
    { body: { user_id: 'josé' }, purchase: { user_id: '\u200bjose\u0301\u00a0' } },
    { body: { email: ' Ann <ANN@example.com> ' }, purchase: { email: 'mailto:ann@example.com' } },
    { query: '&email=ann+news@example.com', purchase: { email: 'ann+news@example.com' } },
    { query: '&user_id=ann+news@example.com', purchase: { email: 'ann+news@example.com' } },
    { query: '&user_id=+4915112345678', purchase: { user_id: '+4915112345678' } },
    { body: { user_id: 17 }, purchase: { user_id: '17' } },
  ])('$body $query $purchase', async ({ body, query, purchase }) => {
    await createWelcome()
    const { decision_id } = await generate(
      body === undefined
        ? { query: `?template_id=welcome${query}` }
        : { body: JSON.stringify({ template_id: 'welcome', ...body }) },
    )
    expect(await eventsOf({ event: 'purchase', event_id: '1', ...purchase })).toMatchObject([
      { outcome: 'counted', decision_id },
    ])
  })
})

describe('a whole number of more than 15 digits keeps every digit', () => {
  it('as a user id', async () => {
    await createWelcome()
    const ask = (id: string) =>
      generate({ body: `{"template_id":"welcome","user_id":${id},"fields":{"name":"A"}}` })
    const [first, second] = [await ask('1524831183200260096'), await ask('1524831183200260097')]
    expect(first.decision_id).not.toBe(second.decision_id)
    const trace = await scene.server.call('GET', `/api/v1/orgs/${scene.org}/people/1524831183200260097`)
    expect(trace.body.decisions).toMatchObject([{ decision_id: second.decision_id }])
  })

  it('as a tracking id', async () => {
    await createWelcome()
    const answer = await generate({
      body: '{"template_id":"welcome","user_id":"a","tracking_id":1524831183200260097}',
    })
    expect(answer.tracking_id).toBe('1524831183200260097')
  })

  it('as a field of the wording', async () => {
    await createWelcome()
    const answer = await generate({
      body: '{"template_id":"welcome","user_id":"z","fields":{"name":1524831183200260097}}',
    })
    expect(answer.copy.vars.subject).toContain('1524831183200260097')
  })

  it('as the user id of an event', async () => {
    await createWelcome()
    expect(await eventsOf('{"event":"email_open","user_id":9007199254740993}')).toMatchObject([
      { user_id: '9007199254740993' },
    ])
  })
})

describe('an id that names nothing is as good as absent, and is told', () => {
  it('in a request for a wording', async () => {
    await createWelcome()
    const said = {
      ...{ template_id: 'welcome', user_id: 'undefined', email: 'n/a', tracking_id: '{{ id }}' },
      ...{ copy_id: '*|COPY|*', trace: true },
    }
    const [first, second] = [
      await generate({ body: JSON.stringify(said) }),
      await generate({ body: JSON.stringify(said) }),
    ]
    expect(first.decision_id).not.toBe(second.decision_id)
    expect(first.tracking_id).toBe(first.decision_id)
    expect(first.reason).toBe('bandit')
    expect(first.trace.ignored).toEqual(
      ['user_id', 'email', 'tracking_id', 'copy_id'].map(name => expect.stringContaining(`The ${name} "`)),
    )
  })

  it('in a request for no template', async () => {
    await createWelcome()
    const { status, body } = await scene.server.call('POST', `/api/generate/${scene.org}`, {
      template_id: '{{t}}',
    })
    expect([status, body.code]).toEqual([400, 'invalid-request'])
    expect(body.detail).toContain('"{{t}}" names no template')
  })

  it('in an event', async () => {
    await createWelcome()
    const ids = {
      user_id: 'null',
      email: 'none',
      tracking_id: '%%id%%',
      message_id: 'undefined',
      campaign_id: '{{c}}',
    }
    const events = await eventsOf({ event: 'email_open', event_id: 'null', ...ids })
    expect(events).toMatchObject([{ user_id: null, email: null, message_id: null }])
    for (const words of ['user id', 'address', 'tracking id', 'message id', 'campaign id'])
      expect(events[0].reason).toContain(`The ${words} "`)
  })

  it('and never makes two events one', async () => {
    await createWelcome()
    for (const user_id of ['ann', 'bob'])
      expect(await eventsOf({ event: 'viewed', event_id: 'null', user_id })).toHaveLength(1)
  })
})
