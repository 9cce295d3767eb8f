import { describe, expect, it } from 'vitest'
import { deliverySenderOf } from '../../src/worker-wiring.ts'
import { answer, startRecordingVendor } from '../recording-vendor.ts'
import { respondAsCustomerio } from '../transactional-vendors.ts'
import {
  customerio,
  deliver,
  list,
  MINUTE_MS,
  org,
  passTime,
  put,
  SECOND_MS,
  server,
  setUpScene,
  show,
  taken,
  work,
} from './deliver-scene.ts'

setUpScene()

const NOWHERE = `${'x'.repeat(64)}.invalid`

/** Stores a setting without the checks of today. */
async function store(table: string, key: string, value: string): Promise<void> {
  await server.services.db.query({
    text: `update ${table} set settings = settings || jsonb_build_object($1::text, $2::text)
           where org_id = (select id from orgs where slug = $3)`,
    values: [key, value, org],
  })
  await server.services.catalog.changed(org)
}

describe('the rate that a vendor takes', () => {
  const askForMany = (count: number, template_id: string) =>
    Promise.all(Array.from({ length: count }, () => deliver({ template_id })))
  /** Two processes that look for work at the same moment. */
  const workTogether = async () => {
    const senders = [deliverySenderOf(server.services), deliverySenderOf(server.services)]
    await Promise.all(senders.map(sender => sender.round()))
    await Promise.all(senders.map(sender => sender.settled()))
  }

  it.each([
    ['cio', 100, 250],
    ['smtp', 2, 5],
  ] as const)('is kept, through %s: %i a second', async (via, perSecond, count) => {
    await put('transports/smtp', { messages_per_minute: '120' })
    await askForMany(count, via)
    const after: number[] = []
    for (let halfSeconds = 0; halfSeconds < 6; halfSeconds++) {
      await workTogether()
      after.push(taken()[via])
      passTime(SECOND_MS / 2)
    }
    const [one, two] = [perSecond, 2 * perSecond]
    expect(after).toEqual([one, one, two, two, count, count])
  })

  it('of one transport holds up no other, nor another organisation', async () => {
    await put('transports/smtp', { messages_per_minute: '60' })
    await askForMany(3, 'smtp')
    await askForMany(3, 'ajo')
    await workTogether()
    expect(taken()).toMatchObject({ smtp: 1, ajo: 3 })
  })
})

describe('a refusal', () => {
  const respondOnce = (status: number, body: unknown, headers = {}) => {
    let calls = 0
    customerio.respondWith((response, call) =>
      ++calls === 1 ? answer(response, status, body, headers) : respondAsCustomerio(response, call),
    )
  }

  it.each([429, 503, 401])('that may pass is tried again: %i', async status => {
    respondOnce(status, { meta: { error: 'later' } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    expect(await show('r-1')).toMatchObject({
      state: 'queued',
      status,
      reason: expect.stringContaining('later'),
    })
    await work(2, MINUTE_MS)
    expect(await show('r-1')).toMatchObject({ state: 'sent', reason: null })
    expect(taken().cio).toBe(2)
  })

  it('of the key needs a person, on the home page, until a key is accepted', async () => {
    const needs = async () => (await server.call('GET', `/api/v1/orgs/${org}/overview`)).body.needs_you
    expect(await needs()).toEqual([])
    respondOnce(401, { meta: { error: 'Unauthorized request' } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    const rejected = (await needs()).filter(({ kind }: { kind: string }) => kind === 'key-rejected')
    expect(rejected).toEqual([
      {
        kind: 'key-rejected',
        subject: 'Customer.io',
        since: expect.any(String),
        detail: 'Customer.io refuses the stored key, so messages wait. Paste a valid one.',
        link: `/o/${org}/sources/cio`,
      },
    ])
    await work(2, MINUTE_MS)
    expect(await show('r-1')).toMatchObject({ state: 'sent' })
    expect(await needs()).toEqual([])
  })

  it('is waited for as long as the vendor asks, by all messages', async () => {
    respondOnce(429, {}, { 'retry-after': '120' })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    await deliver({ template_id: 'cio', request_id: 'r-2' })
    await work(3, 30 * SECOND_MS)
    expect(taken().cio).toBe(1)
    await work(3, 30 * SECOND_MS)
    expect(taken().cio).toBe(3)
    expect(await list('state=sent')).toHaveLength(2)
  })

  it('that stays one makes a dead letter, which a person can send again', async () => {
    respondOnce(400, { meta: { error: 'domain has not been verified' } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(3, MINUTE_MS)
    const [letter] = await list('state=dead')
    expect(letter).toMatchObject({
      request_id: 'r-1',
      status: 400,
      reason: 'Customer.io answered with status 400: domain has not been verified',
    })
    const again = await server.call('POST', `/api/v1/orgs/${org}/deliveries/${letter.id}/resend`)
    expect(again).toMatchObject({ status: 202, body: { state: 'queued', attempts: 0 } })
    await work()
    expect(await show('r-1')).toMatchObject({ state: 'sent', tries: [{ state: 'dead' }, { state: 'sent' }] })
    const more = await server.call('POST', `/api/v1/orgs/${org}/deliveries/r-1/resend`)
    expect(more).toMatchObject({ status: 409 })
  })

  it('of every try ends as a dead letter', async () => {
    customerio.respondWith(response => answer(response, 503, {}))
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(20, 20 * MINUTE_MS)
    expect(await show('r-1')).toMatchObject({ state: 'dead', attempts: 12 })
  })

  it('by a server that is not there is tried again', async () => {
    const gone = await startRecordingVendor()
    gone.close()
    await put('platforms/cio', { base_url: gone.url })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    expect(await show('r-1')).toMatchObject({ state: 'queued', status: null, attempts: 1 })
    await put('platforms/cio', { base_url: customerio.url })
    await work(2, MINUTE_MS)
    expect((await show('r-1')).state).toBe('sent')
  })

  // It was saved while the operator allowed it, or while it existed.
  it.each([
    ['may not be called', 'https://169.254.169.254', '10.0.0.1'],
    // A label of more than 63 letters is in no name server, so none is asked, however slow it may be.
    ['no address', `https://${NOWHERE}`, NOWHERE],
  ])('of a host that %s pauses the transport, and loses nothing', async (why, baseUrl, host) => {
    await store('platform_settings', 'base_url', baseUrl)
    await store('transport_settings', 'host', host)
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await deliver({ template_id: 'smtp', request_id: 'r-2' })
    // Longer than any message is tried otherwise.
    await work(20, 24 * 60 * MINUTE_MS)
    for (const id of ['r-1', 'r-2'])
      expect(await show(id)).toMatchObject({
        ...{ state: 'queued', attempts: 0 },
        reason: expect.stringContaining(why),
      })
    const { items } = (await server.call('GET', `/api/v1/orgs/${org}/transports`)).body
    for (const slug of ['cio', 'smtp'])
      expect(items.find((each: { slug: string }) => each.slug === slug).paused).toEqual({
        ...{ waiting: 1, reason: expect.stringContaining(why), tried_again_at: expect.any(String) },
      })
    await put('platforms/cio', { base_url: customerio.url })
    await put('transports/smtp', { host: '127.0.0.1' })
    passTime(MINUTE_MS)
    await work()
    for (const id of ['r-1', 'r-2']) expect(await show(id)).toMatchObject({ state: 'sent' })
  })

  it('of the credential pauses the transport for as long as it takes, and loses nothing', async () => {
    customerio.respondWith(response => answer(response, 401, { meta: { error: 'Unauthorized' } }))
    for (const id of ['r-1', 'r-2', 'r-3']) await deliver({ template_id: 'cio', request_id: id })
    await work(20, 24 * 60 * MINUTE_MS)
    expect(await list('state=queued')).toHaveLength(3)
    customerio.respondWith(respondAsCustomerio)
    await work(5, MINUTE_MS)
    expect(await list('state=sent')).toHaveLength(3)
  })

  it.each([
    [
      'cio',
      'platforms/cio',
      'base_url',
      ['https://169.254.169.254', 'https://10.1.2.3', 'ftp://acme.example', 'acme'],
    ],
    ['ajo', 'platforms/ajo', 'ims_url', ['https://[::1]', 'http://acme.example']],
    ['smtp', 'transports/smtp', 'host', ['10.0.0.1', '169.254.169.254', '::1']],
  ])('of a host is said when it is saved: %s', async (_slug, path, key, hosts) => {
    for (const host of hosts)
      expect(
        await server.call('PUT', `/api/v1/orgs/${org}/${path}`, { settings: { [key]: host } }),
      ).toMatchObject({
        status: 422,
        body: { errors: [{ field: `/settings/${key}` }] },
      })
  })
})

describe('a message of which nobody knows whether it was sent', () => {
  it.each(['broken off', '500', '502'])('is not sent again by itself: %s', async how => {
    customerio.respondWith(response =>
      how === 'broken off' ? response.destroy() : answer(response, Number(how), {}),
    )
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(5, 10 * MINUTE_MS)
    expect(taken().cio).toBe(1)
    expect(await show('r-1')).toMatchObject({ state: 'unknown' })
    customerio.respondWith(respondAsCustomerio)
    await server.call('POST', `/api/v1/orgs/${org}/deliveries/r-1/resend`)
    await work()
    expect(await show('r-1')).toMatchObject({
      state: 'sent',
      tries: [{ state: 'unknown' }, { state: 'sent' }],
    })
  })

  it('is one that was in the hands of a process that is no more', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await deliver({ template_id: 'cio', request_id: 'r-2' })
    await server.services.db.query({
      text: "update deliveries set state = 'sending', started_at = now() where request_id = 'r-1' and org_id = (select id from orgs where slug = $1)",
      values: [org],
    })
    await work(2, 5 * MINUTE_MS)
    expect(taken().cio).toBe(1)
    expect(await show('r-1')).toMatchObject({ state: 'unknown', reason: expect.stringContaining('may have') })
    expect((await show('r-2')).state).toBe('sent')
  })

  it('is known after all when its process only stood still', async () => {
    const sender = deliverySenderOf(server.services)
    let release = () => {}
    customerio.respondWith((response, call) => {
      release = () => respondAsCustomerio(response, call)
    })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await sender.round()
    while (taken().cio === 0) await new Promise(resolve => setTimeout(resolve, 10))
    passTime(5 * MINUTE_MS)
    await work()
    expect((await show('r-1')).state).toBe('unknown')
    release()
    await sender.settled()
    expect(await show('r-1')).toMatchObject({ state: 'sent', message_id: expect.any(String) })
    expect(taken().cio).toBe(1)
  })
})
