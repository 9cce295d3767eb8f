import { beforeEach, describe, expect, it } from 'vitest'
import { tablesWith } from '../dump.ts'
import { countsOf, createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  })
  const settings = { bearer_token: 'a-token' }
  expect(await server.call('PUT', `/api/v1/orgs/${scene.org}/platforms/braze`, { settings })).toMatchObject({
    status: 200,
  })
})

const at = (method: 'GET' | 'POST' | 'DELETE', path: string) =>
  server.call(method, `/api/v1/orgs/${scene.org}/${path}`)
const erase = (user: string, query = '') => at('DELETE', `people/${encodeURIComponent(user)}${query}`)
const trace = (user: string) => at('GET', `people/${encodeURIComponent(user)}`)

async function decide(who: object): Promise<string> {
  scene.tick(11)
  const body = { template_id: 'welcome', ...who }
  return (await server.call('POST', `/api/generate/${scene.org}`, body)).body.decision_id
}

const NAMES = ['ann-17', 'ann.lee@example.com', 'crm-ann'] as const
const SECRETS = [
  'ann-17',
  'ann.lee@',
  'crm-ann',
  'ann-in-the-field',
  'track-ann',
  'secret-place',
  'sender-',
] as const

/** Ann is known by three names, which occur in every table that names people, and in calls that cannot be read. */
async function tellOfAnn(): Promise<void> {
  await decide({
    user_id: 'ann-17',
    email: 'Ann.Lee@Example.com',
    tracking_id: 'track-ann',
    attrs: { a: 'secret-place' },
  })
  await decide({ user_id: 'ann-17' })
  await decide({ email: 'ann.lee@example.com' })
  await server.call('POST', `/api/deliver/${scene.org}`, {
    template_id: 'welcome',
    email: 'ann.lee@example.com',
  })
  await server.call('GET', `/api/delay/${scene.org}?delay_id=d&user_id=crm-ann`)
  await scene.report({ event: 'visit', event_id: '1', user_id: 'crm-ann', email: 'ANN.LEE@example.com' })
  await scene.report({ event: 'purchase', event_id: 'crm-ann:2', user_id: 'crm-ann', note: 'secret-place' })
  await scene.report({ event: 'visit', event_id: '3', user_id: 'ann-17', email: 'ann-in-the-field' })
  // Nothing of these becomes an event: a number for an event, and a body that is no JSON.
  await scene.report([7, { event: 'visit', event_id: '4', note: 'Ann.Lee@example.com' }])
  await scene.report({ event: 'visit', about: 'ann.lee@example.com' })
  await scene.report(Buffer.from('{"event": "visit", of "Ann.Lee@example.com"}', 'utf16le'))
  // Her names inside event names, of which Bob's events have one too; and inside ids of events.
  await scene.report({ event: 'Invited ann.lee@example.com', event_id: 'sender-6', user_id: 'ann-17' })
  await scene.report({ event: 'crm-ann/visit', event_id: 'sender-7', email: 'ann.lee@example.com' })
  await decide({ user_id: 'bob', email: 'bob@example.com' })
  await scene.report({ event: 'purchase', event_id: '5', user_id: 'bob' })
  await processInbox(server)
}

describe('erasing', () => {
  it.each(NAMES)('by %s leaves nothing of the person anywhere, by any name', async name => {
    await tellOfAnn()
    // Some samples of the calls are stored before the erasure, some after it.
    await server.services.sampler.flush()
    await decide({ user_id: 'ann-17', attrs: { a: 'secret-place' } })
    const counts = await countsOf(server, scene.org)
    for (const secret of SECRETS)
      expect([secret, await tablesWith(server, scene.org, secret)]).not.toEqual([secret, []])
    expect((await erase(name)).status).toBe(200)
    await server.services.sampler.flush()
    for (const secret of SECRETS)
      expect([secret, await tablesWith(server, scene.org, secret)]).toEqual([secret, []])
    for (const each of NAMES) expect((await trace(each)).status).toBe(404)
    expect((await trace('bob')).body).toMatchObject({ decisions: [{}], events: [{}] })
    expect(await countsOf(server, scene.org)).toEqual(counts)
  })

  it('leaves an event name alone that other people’s events have too', async () => {
    for (const user_id of ['17', 'bob']) await scene.report({ event: 'step 17', user_id })
    await scene.report({ event: 'step 17 again', event_id: 'again', user_id: '17' })
    await processInbox(server)
    expect((await erase('17')).status).toBe(200)
    const listed = (await at('GET', 'event-names')).body.items
    expect(listed.map(({ name, count }: Record<string, unknown>) => [name, count]).sort()).toEqual([
      ['step 17', 2],
      ['step … again', 1],
    ])
  })

  it('counts no repetition of an event whose id named the person', async () => {
    const decision_id = await decide({ user_id: 'ann-17' })
    const sale = { event: 'purchase', event_id: 'sale:ann-17', decision_id, value: 5 }
    await scene.report({ ...sale, user_id: 'ann-17' })
    await processInbox(server)
    const counts = await countsOf(server, scene.org)
    await erase('ann-17')
    await scene.report(sale)
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toEqual(counts)
    const [call] = (await at('GET', 'requests')).body.items
    expect(call.outcome).toBe('duplicate')
  })

  it('follows the pair of a request for a wording, without any event', async () => {
    await decide({ user_id: 'ann-17', email: 'ann.lee@example.com' })
    await decide({ user_id: 'ann-17' })
    expect((await trace('ann.lee@example.com')).body.decisions).toHaveLength(2)
    expect((await erase('ann.lee@example.com')).status).toBe(200)
    expect((await trace('ann-17')).status).toBe(404)
  })

  it('that reaches two addresses stops, says what it would reach, and can be insisted on', async () => {
    await decide({ user_id: 'ann-17', email: 'ann.lee@example.com' })
    await decide({ user_id: 'ann-17', email: 'bob@example.com' })
    expect(await erase('ann-17')).toMatchObject({
      status: 409,
      body: {
        code: 'reaches-several',
        detail: expect.stringContaining('?insist=true'),
        would_reach: {
          ...{
            addresses: ['ann.lee@example.com', 'bob@example.com'],
            ids: ['ann-17'],
            decisions: 2,
            events: 0,
          },
        },
      },
    })
    expect((await trace('ann-17')).body.decisions).toHaveLength(2)
    expect((await erase('ann-17', '?insist=true')).body).toMatchObject({ deleted: { decisions: 2 } })
    for (const name of ['ann-17', 'ann.lee@example.com', 'bob@example.com'])
      expect((await trace(name)).status).toBe(404)
  })

  it('of a shared address stops', async () => {
    for (let member = 0; member < 15; member++)
      await decide({ user_id: `member-${member}`, email: 'info@example.com' })
    await decide({ user_id: 'member-3', email: 'zoe@example.com' })
    const { status, body } = await erase('info@example.com')
    expect([status, body.would_reach.ids.length, body.would_reach.decisions]).toEqual([409, 15, 15])
    // A member alone is one person.
    expect((await erase('member-3')).status).toBe(200)
    expect((await trace('zoe@example.com')).status).toBe(404)
    expect((await trace('member-4')).body.decisions).toHaveLength(1)
    expect((await erase('info@example.com', '?insist=true')).status).toBe(200)
    expect(await tablesWith(server, scene.org, 'info@example.com')).toEqual([])
  })
})

describe('a platform’s request to erase somebody', () => {
  const deletion = (id: string) => ({
    events: [
      {
        event_type: 'users.UserDeleteRequest',
        id: 'dd',
        time: 1767225600,
        user: { external_user_id: id },
        properties: {},
      },
    ],
  })

  async function ask(id: string): Promise<string> {
    const headers = { authorization: 'Bearer a-token' }
    const reply = await server.call('POST', `/api/webhook/braze/${scene.org}`, deletion(id), headers)
    await processInbox(server)
    return reply.body.request_id
  }

  beforeEach(async () => {
    await decide({ user_id: 'ann-17', email: 'ann.lee@example.com' })
    await decide({ user_id: 'ann-17', email: 'bob@example.com' })
  })

  it('waits for a person if it would reach several people', async () => {
    const request = await ask('ann-17')
    expect((await trace('ann-17')).body.decisions).toHaveLength(2)
    const { body } = await at('GET', `requests/${request}`)
    expect(body.reason).toContain('waits for a person')
    expect(body.events[0].reason).toContain('waits for a person')
    expect((await at('GET', 'erasures')).body.items).toMatchObject([
      {
        ...{ platform: 'braze', request_id: request, name: 'ann-17', state: 'waiting' },
        would_reach: { addresses: 2, ids: 1, decisions: 2 },
      },
    ])
    await ask('ann-17')
    expect((await at('GET', 'erasures')).body.items).toHaveLength(1)
  })

  it('is carried out when a person confirms it', async () => {
    const request = await ask('ann-17')
    const [{ id }] = (await at('GET', 'erasures')).body.items
    expect((await at('POST', `erasures/${id}/confirm`)).body).toMatchObject({ deleted: { decisions: 2 } })
    for (const secret of ['ann-17', 'ann.lee@', 'bob@'])
      expect(await tablesWith(server, scene.org, secret)).toEqual([])
    expect((await at('GET', `requests/${request}`)).body).toMatchObject({ size_bytes: 0 })
    expect((await at('GET', 'erasures')).body.items).toMatchObject([{ id, name: null, state: 'erased' }])
    expect(await at('POST', `erasures/${id}/confirm`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
  })

  it('is not carried out when a person dismisses it', async () => {
    await ask('ann-17')
    const [{ id }] = (await at('GET', 'erasures')).body.items
    expect((await at('POST', `erasures/${id}/dismiss`)).status).toBe(204)
    expect((await trace('ann-17')).body.decisions).toHaveLength(2)
    expect((await at('GET', 'erasures')).body.items).toMatchObject([{ id, name: null, state: 'dismissed' }])
    for (const no of ['x', '019cadec-3f38-7a90-b6d1-2c4e8f017d35'])
      expect((await at('POST', `erasures/${no}/dismiss`)).status).toBe(404)
  })

  it('is over when somebody erases the person otherwise', async () => {
    await ask('ann-17')
    await erase('ann-17', '?insist=true')
    expect((await at('GET', 'erasures')).body.items).toMatchObject([{ state: 'erased' }])
    expect(await tablesWith(server, scene.org, 'ann-17')).toEqual([])
  })
})
