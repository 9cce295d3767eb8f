import { describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene

const at = (path = '') => `/api/v1/orgs/${scene.org}/platforms${path}`

async function rungs(template: string) {
  await processInbox(server)
  const { body } = await server.call('GET', at(`/events?template=${template}`))
  return Object.fromEntries(
    body.rungs.map(({ key, last_at, count_24h }: Record<string, unknown>) => [key, [last_at, count_24h]]),
  )
}

describe('the rungs of a template', () => {
  const NOT_YET = [null, 0]

  it('fill with what was asked and reported, for this template alone, and lose what is withdrawn', async () => {
    await createTemplate(server, scene.org, 'welcome')
    await createTemplate(server, scene.org, 'other')
    const empty = { asked: NOT_YET, sent: NOT_YET, opened: NOT_YET, clicked: NOT_YET, converted: NOT_YET }
    expect(await rungs('welcome')).toEqual(empty)

    scene.tick()
    const askedAt = new Date(scene.now).toISOString()
    await server.call('POST', `/api/generate/${scene.org}`, {
      template_id: 'welcome',
      user_id: 'kim',
      tracking_id: 't1',
    })
    expect(await rungs('welcome')).toEqual({ ...empty, asked: [askedAt, 1] })
    for (const event of ['email_sent', 'email_opened', 'email_clicked', 'email_clicked'])
      await scene.report({ event, tracking_id: 't1', user_id: 'kim' })
    const time = expect.any(String)
    expect(await rungs('welcome')).toEqual({
      ...empty,
      asked: [askedAt, 1],
      sent: [time, 1],
      opened: [time, 1],
      clicked: [time, 1],
    })
    await scene.report({ event: 'purchase', user_id: 'kim', value: 5 })
    expect((await rungs('welcome'))['converted']).toEqual([new Date(scene.now).toISOString(), 1])
    expect(await rungs('other')).toEqual(empty)

    // The name of the purchase turns out to mean nothing: a replay takes the conversion away.
    const rule = { event: 'purchase', type: 'ignored' }
    const mapped = await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules: [rule] })
    expect(mapped.status).toBe(200)
    expect(
      (
        await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, {
          filter: { platform: 'events' },
        })
      ).status,
    ).toBe(202)
    expect((await rungs('welcome'))['converted']).toEqual(NOT_YET)

    scene.tick(26 * 60)
    expect((await rungs('welcome'))['sent']).toEqual([time, 0])
  })
})

describe('GET /platforms/health', () => {
  it('200: says of each platform how it is, and of none how to connect it', async () => {
    await scene.report({ event: 'visit', user_id: 'kim' })
    await processInbox(server)
    const { status, body } = await server.call('GET', at('/health'))
    expect(status).toBe(200)
    const listed = await server.call('GET', at())
    expect(body.items.map(({ slug, health }: Record<string, unknown>) => [slug, health])).toEqual(
      listed.body.items.map(({ slug, health }: Record<string, unknown>) => [slug, health]),
    )
    expect(JSON.stringify(body).length).toBeLessThan(JSON.stringify(listed.body).length / 8)
  })

  it('says what is usual once it is known', async () => {
    scene.tick(60 - new Date(scene.now).getUTCMinutes())
    for (let hour = 0; hour < 4; hour++) {
      for (let call = 0; call < 4; call++) await scene.report({ event: 'visit', user_id: 'kim' })
      scene.tick(56)
    }
    const { body } = await server.call('GET', at('/health'))
    const events = body.items.find(({ slug }: { slug: string }) => slug === 'events')
    expect(events.health.usual).toEqual({ gap_minutes: 15, per_hour: { low: 4, high: 4 } })
  })
})

describe('POST /platforms/:slug/causes/:cause', () => {
  const check = async (slug: string, cause: string) =>
    (await server.call('POST', at(`/${slug}/causes/${cause}`))).body

  it('finds refused calls, and says how many', async () => {
    expect(await check('cio', 'credential')).toMatchObject({ verdict: 'ruled-out' })
    await server.call('PUT', at('/cio'), { settings: { signing_key: 'hush' } })
    for (let call = 0; call < 2; call++)
      await server.call(
        'POST',
        `/api/webhook/cio/${scene.org}`,
        {},
        {
          'x-cio-timestamp': '1',
          'x-cio-signature': 'no',
        },
      )
    const found = await check('cio', 'credential')
    expect(found).toMatchObject({ verdict: 'found', message: expect.stringContaining('refused 2 calls') })
    expect(JSON.stringify(found)).not.toContain('hush')
  })

  it('names the events that never came, by the names of the platform', async () => {
    expect(await check('events', 'events')).toMatchObject({ verdict: 'unknown' })
    await createTemplate(server, scene.org, 'welcome')
    await scene.report({ event: 'email_sent', user_id: 'kim', tracking_id: 'x' })
    await processInbox(server)
    const found = await check('events', 'events')
    expect(found).toMatchObject({ verdict: 'found', message: expect.stringContaining('open') })
    expect(found.message).not.toContain('sent')
    const { body } = await server.call('GET', at('/events/events'))
    const seen = body.items.filter(
      ({ last_seen_at }: { last_seen_at: string | null }) => last_seen_at !== null,
    )
    expect(seen.map(({ type }: { type: string }) => type)).toEqual(['send'])
  })

  it('asks at the public address whether Parley is there', async () => {
    // The public address of the tests does not exist.
    expect(await check('cio', 'address')).toMatchObject({ verdict: 'found' })
    await scene.report({ event: 'visit', user_id: 'kim' })
    expect(await check('events', 'address')).toMatchObject({ verdict: 'ruled-out' })
  })
})
