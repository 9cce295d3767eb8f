import { describe, expect, it } from 'vitest'
import { storeNewerCopies } from '../copies.ts'
import { deliver, list, mailServer, now, org, put, server, setUpScene, show, work } from './deliver-scene.ts'

setUpScene()
const post = (path: string, body: object) => server.call('POST', `/api/v1/orgs/${org}/${path}`, body)
const summary = async (query = '') =>
  (await server.call('GET', `/api/v1/orgs/${org}/deliveries/summary?${query}`)).body
const set = (id: string, state: string, reason: string) =>
  server.services.db.query({
    text: 'update deliveries set state = $2, reason = $3, finished_at = now() where request_id = $1',
    values: [id, state, reason],
  })

async function prepare() {
  const ids: string[] = []
  for (const [at, state] of ['dead', 'dead', 'unknown', 'queued'].entries()) {
    const id = await deliver({ template_id: at === 1 ? 'cio' : 'smtp', request_id: `${org}-${at}` })
    ids.push(id)
    if (state !== 'queued') await set(id, state, `${state} reason`)
  }
  return ids
}

describe('the summary of deliveries', () => {
  it('counts what the list shows, by state and reason, for every filter', async () => {
    await prepare()
    const { by_state, by_reason } = await summary()
    expect(by_state).toEqual({
      queued: { count: 1, complete: true },
      sending: { count: 0, complete: true },
      sent: { count: 0, complete: true },
      unknown: { count: 1, complete: true },
      dead: { count: 2, complete: true },
      canceled: { count: 0, complete: true },
    })
    expect(by_reason).toEqual([
      { reason: 'dead reason', count: 2 },
      { reason: 'unknown reason', count: 1 },
    ])
    for (const query of [
      'transport=smtp',
      'template=cio',
      `reason=${encodeURIComponent('dead reason')}`,
      `from=${new Date(now.getTime() + 1).toISOString()}`,
      `to=${new Date(now.getTime() + 1).toISOString()}`,
    ]) {
      const counts = Object.values<{ count: number }>((await summary(query)).by_state)
      expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe((await list(query)).length)
    }
    expect((await summary('state=unknown')).by_reason).toEqual([{ reason: 'unknown reason', count: 1 }])
  })
})

describe('a bulk resend', () => {
  it('takes the dead that match, and unknown ones only if a person takes them as not sent', async () => {
    const [dead = '', other = '', unknown = ''] = await prepare()
    const resent = await post('deliveries/resend', { filter: { transport: 'smtp' } })
    expect(resent).toMatchObject({
      status: 202,
      body: { kind: 'delivery-resend', state: 'finished', total: 1, done: 1 },
    })
    expect(await show(dead)).toMatchObject({ state: 'queued', attempts: 0 })
    expect(await show(other)).toMatchObject({ state: 'dead' })
    const filter = { state: 'unknown' }
    expect(await post('deliveries/resend', { filter })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/assume' }] },
    })
    expect(await show(unknown)).toMatchObject({ state: 'unknown' })
    await post('deliveries/resend', { filter, assume: 'not-sent' })
    expect(await show(unknown)).toMatchObject({ state: 'queued' })
    await work(2)
    expect(mailServer.mails).toHaveLength(3)
  })

  it('goes on step by step, and leaves messages without a stored recipient', async () => {
    const { id: orgId = 0 } = server.services.catalog.known(org) ?? {}
    await server.services.db.query({
      text: `insert into deliveries (org_id, request_hash, request_id, id, created_at, template_id, transport, channel, decision_id, variant_id,
               email, vars, state, due_at, reason)
             select $1, 'h' || n, 'r' || n, ('0' || to_char(n, 'FM0000000') || '-0000-7000-8000-000000000000')::uuid, $2, 'smtp', 'smtp', 'email',
               gen_random_uuid(), gen_random_uuid(), case when n % 2 = 0 then 'kim@example.org' end, '{}', 'dead', $2, 'no'
             from generate_series(1, 2500) n`,
      values: [orgId, now],
    })
    const { body } = await post('deliveries/resend', { filter: {} })
    expect(body).toMatchObject({ state: 'running', total: 2_500, done: 500 })
    while (await server.services.jobs.round());
    const job = (await server.call('GET', `/api/v1/orgs/${org}/jobs/${body.id}`)).body
    expect(job).toMatchObject({ state: 'finished', done: 1_250 })
    const { by_state } = await summary()
    expect(by_state).toMatchObject({ queued: { count: 1_250 }, dead: { count: 1_250 } })
    await server.services.db.query({
      text: `update deliveries set state = 'canceled' where state = 'queued'`,
    })
  })
})

describe('a test message', () => {
  it('goes to oneself through the transport, and is neither stored nor counted', async () => {
    const { status, body } = await post('transports/smtp/test', { email: 'me@example.org' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ ok: true, reason: null, vars: { subject: 'Test from Parley' } })
    expect(mailServer.mails).toHaveLength(1)
    expect(JSON.stringify(mailServer.mails[0])).toContain('me@example.org')
    expect(await list()).toEqual([])
    const { body: viaCio } = await post('transports/cio/test', {
      email: 'me@example.org',
      template_id: 'cio',
    })
    expect(viaCio).toMatchObject({ ok: true, message_id: expect.any(String) })
  })

  it('says what is missing, and what the server answered', async () => {
    expect(await post('transports/smtp/test', {})).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/email' }] },
    })
    expect(await post('transports/cio/test', { email: 'me@example.org' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/template_id' }] },
    })
    const wrong = { email: 'me@example.org', template_id: 'smtp' }
    expect(await post('transports/cio/test', wrong)).toMatchObject({ status: 422 })
    expect(await post('transports/pigeon/test', wrong)).toMatchObject({ status: 404 })
    await put('transports/smtp', { port: '1' })
    const { body } = await post('transports/smtp/test', { email: 'me@example.org' })
    expect(body).toMatchObject({ ok: false, reason: expect.stringContaining('127.0.0.1') })
    await put('transports/smtp', { host: null as unknown as string })
    expect(await post('transports/smtp/test', { email: 'me@example.org' })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('host') },
    })
  })
})

describe('the list of deliveries', () => {
  it('finds what many newer deliveries hide, by each filter', async () => {
    const [first = ''] = await prepare()
    const { id } = await show(first)
    const other = {
      request_hash: '{n}',
      request_id: '{n}',
      transport: 'cio',
      template_id: 'cio',
      reason: 'other reason',
    }
    await storeNewerCopies(server, 'deliveries', id, 7_000, { ...other, email: 'crowd@example.org' })
    for (const query of [
      'template=smtp&state=dead',
      'transport=smtp&state=dead',
      `reason=${encodeURIComponent('dead reason')}&template=smtp`,
      `request_id=${first}`,
      'user=KIM@example.org&state=dead&transport=smtp',
    ])
      expect(await list(query), query).toMatchObject([{ id }])
    expect(await list('user=crowd@example.org&limit=2')).toMatchObject([
      { request_id: '7000' },
      { request_id: '6999' },
    ])
    expect(await list('reason=nothing')).toEqual([])
  })
})
