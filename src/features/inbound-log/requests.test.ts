import { describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const NEVER = '01890000-0000-7000-8000-000000000001'

const scene = useScene()
const { server, report: send } = scene

// Every test has an organisation of its own, so that none sees what another has sent.

const list = async (query = '') =>
  (await server.call('GET', `/api/v1/orgs/${scene.org}/requests${query}`)).body
const one = (id: string) => server.call('GET', `/api/v1/orgs/${scene.org}/requests/${id}`)

describe('listRequests', () => {
  it('pages through everything, newest first', async () => {
    const sent: string[] = []
    for (let at = 0; at < 5; at++)
      sent.unshift(await send({ event: 'purchase', user_id: 'u1', event_id: at }))
    const seen: string[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const page: { items: { id: string }[]; next_cursor: string | null } = await list(
        `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
      pages++
    } while (cursor !== null)
    expect(seen).toEqual(sent)
    expect(pages).toBe(3)
  })

  it('shows a call before it is read and after', async () => {
    const body = { event: 'purchase', user_id: 'u1', event_id: 'e1' }
    const id = await send(body)
    const waiting = {
      id,
      platform: 'events',
      received_at: new Date(scene.now).toISOString(),
      processed_at: null,
      outcome: null,
      standing: null,
      reason: null,
      took_ms: null,
      ...{ subject: null, subject_ref: null, template_id: null, variant_id: null },
      size_bytes: JSON.stringify(body).length,
      sample: false,
      attempts: 0,
      items: [],
    }
    expect(await list()).toEqual({
      items: [waiting],
      next_cursor: null,
      searched_back_to: null,
      complete_back_to: null,
    })
    await processInbox(server)
    const item = {
      outcome: 'unmatched',
      reason: expect.any(String),
      fix: expect.stringContaining('tracking_id'),
      type: 'conversion',
      native_event: 'purchase',
      name: 'purchase',
      event_id: expect.any(String),
    }
    expect((await list()).items).toEqual([
      {
        ...waiting,
        processed_at: expect.any(String),
        outcome: 'unmatched',
        standing: 'kept',
        took_ms: 0,
        ...{ subject: 'u••', subject_ref: expect.stringMatching(/^~/) },
        reason: item.reason,
        attempts: 1,
        items: [item],
      },
    ])
  })

  it('shows the outcome of every item of a call', async () => {
    await send({ event: 'purchase', user_id: 'u1', event_id: 'e1' })
    await send([{ event: 'purchase', user_id: 'u1', event_id: 'e1' }, { event: 'purchase' }])
    await processInbox(server)
    const [second, first] = (await list()).items
    expect(second.outcome).toBe('mixed')
    expect(second.items).toEqual([
      {
        outcome: 'duplicate',
        reason: expect.any(String),
        fix: null,
        type: 'conversion',
        native_event: 'purchase',
        name: 'purchase',
        event_id: first.items[0].event_id,
      },
      {
        outcome: 'rejected',
        reason: 'names-nobody',
        fix: expect.any(String),
        type: null,
        native_event: null,
        name: null,
        event_id: null,
      },
    ])
  })

  it('shows what is known of an item scene.now, after a send that came late', async () => {
    await createTemplate(server, scene.org, 'welcome')
    const choice = { template_id: 'welcome', tracking_id: 't1', user_id: 'u1' }
    expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
    await send({ event: 'email_open', message_id: 'm1', event_id: 'open' })
    await send({ event: 'email_open', message_id: 'm1', event_id: 'open' })
    await processInbox(server)
    expect((await list('?outcome=unmatched')).items[0].items[0]).toMatchObject({ outcome: 'unmatched' })
    await send({ event: 'email_sent', message_id: 'm1', tracking_id: 't1', event_id: 'sent' })
    await processInbox(server)
    const [sent, again, open] = (await list()).items
    expect(sent.items[0]).toMatchObject({ outcome: 'counted' })
    expect(again.items[0]).toMatchObject({ outcome: 'duplicate' })
    expect(open.items[0]).toEqual({
      outcome: 'counted',
      reason: null,
      fix: null,
      type: 'open',
      native_event: 'email_open',
      name: null,
      event_id: again.items[0].event_id,
    })
  })

  it('filters', async () => {
    const first = await send({ event: 'purchase', user_id: 'u1' })
    const firstAt = new Date(scene.now).toISOString()
    const second = await send('"neither"')
    const secondAt = new Date(scene.now).toISOString()
    await processInbox(server)
    const third = await send({ event: 'signup', user_id: 'u1' })
    const idsOf = async (query: string) => (await list(query)).items.map(({ id }: { id: string }) => id)
    expect(await idsOf('?platform=events')).toEqual([third, second, first])
    expect(await idsOf('?platform=cio')).toEqual([])
    expect(await idsOf('?outcome=unmatched')).toEqual([first])
    expect(await idsOf('?outcome=%00')).toEqual([])
    expect(await idsOf('?pending=true')).toEqual([third])
    expect(await idsOf('?pending=false')).toEqual([second, first])
    expect(await idsOf(`?from=${secondAt}`)).toEqual([third, second])
    expect(await idsOf(`?to=${secondAt}`)).toEqual([first])
    expect(await idsOf(`?from=${firstAt}&to=${secondAt}&limit=1`)).toEqual([first])
    expect(await idsOf('?from=1969-01-01')).toEqual([third, second, first])
    expect(await idsOf('?from=9999-12-31T23:59')).toEqual([])
  })

  it.each([
    '?cursor=nonsense',
    `?cursor=${Buffer.from('nonsense').toString('base64url')}`,
    '?limit=0',
    '?limit=101',
    '?limit=some',
    '?from=yesterday',
    '?to=2026-13-01',
    '?pending=perhaps',
  ])('refuses %s, and names the field', async query => {
    const reply = await server.call('GET', `/api/v1/orgs/${scene.org}/requests${query}`)
    const [field] = query.slice(1).split('=')
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ field: `/${field}` }] },
    })
  })

  it('takes the last id there can be for the beginning', async () => {
    const id = await send({ event: 'purchase', user_id: 'u1' })
    const last = Buffer.from('ffffffff-ffff-ffff-ffff-ffffffffffff').toString('base64url')
    expect((await list(`?cursor=${last}`)).items).toMatchObject([{ id }])
  })

  it('needs a key that may manage', async () => {
    const { body } = await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, {
      name: 'webhooks',
      scopes: ['ingest'],
    })
    for (const path of ['requests', `requests/${NEVER}`, 'events', `events/${NEVER}`, 'people/u1']) {
      const reply = await server.call('GET', `/api/v1/orgs/${scene.org}/${path}`, undefined, {
        'x-api-key': body.key,
      })
      expect(reply).toMatchObject({ status: 403, body: { code: 'wrong-scope' } })
    }
  })
})

describe('getRequest', () => {
  it('shows the call as it arrived, credentials hidden, and the events it became', async () => {
    const first = await send([
      { event: 'purchase', user_id: 'u1', event_id: 'e1' },
      { event: 'signup', user_id: 'u1', event_id: 'e2' },
    ])
    const payload = [
      { event: 'purchase', user_id: 'u1', event_id: 'e1' },
      { event: 'x', user_id: 'ü' },
    ]
    const id = await send(payload, '?event=left-out')
    await processInbox(server)
    const { status, body } = await one(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id,
      outcome: 'mixed',
      headers: { 'x-api-key': '(hidden)', 'content-type': 'application/json' },
      query: { event: 'left-out' },
      body: { encoding: 'utf-8', text: JSON.stringify(payload) },
      size_bytes: Buffer.byteLength(JSON.stringify(payload)),
    })
    expect(body.events).toMatchObject([{ request_id: id, native_event: 'x', user_id: 'ü' }])
    expect(body.items).toMatchObject([{ outcome: 'duplicate' }, { event_id: body.events[0].id }])
    expect((await one(first)).body.events).toHaveLength(2)
  })

  it('shows bytes that are no text as base64', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00])
    const id = await send(bytes)
    const { body } = await one(id)
    expect(body.body).toEqual({ encoding: 'base64', base64: bytes.toString('base64') })
  })

  it('answers 404 for what it does not know, and for what another organisation was sent', async () => {
    const id = await send({ event: 'purchase', user_id: 'u1' })
    await scene.enterAnotherOrg()
    for (const unknown of ['nonsense', NEVER, id]) {
      expect(await one(unknown)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    }
  })
})
