import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/lib/duration.ts'
import { processInbox } from '../factories.ts'
import type { FeedbackReceiver } from '../feedback-receiver.ts'
import {
  at,
  choose,
  createWebhook,
  deliveries,
  listen,
  newSender,
  now,
  org,
  pass,
  receiver,
  report,
  server,
  setUpScene,
  statuses,
  work,
} from './feedback-scene.ts'

setUpScene()

describe('a receiver in trouble', () => {
  it('gets everything in the end, each under the id it had, and its neighbour never waits', async () => {
    await server.call('PATCH', `/api/v1/orgs/${org}`, { several_feedback_webhooks: true })
    const neighbour = await listen()
    const { id } = await createWebhook()
    await createWebhook({ url: neighbour.url })
    const trouble: Parameters<FeedbackReceiver['respondWith']>[0][] = [
      response => response.writeHead(500).end('broken'),
      response => response.socket?.resetAndDestroy(),
      response => response.writeHead(429, { 'retry-after': '600' }).end(),
      response => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      response => response.writeHead(404).end(),
    ]
    for (const [number, respond] of trouble.entries()) {
      receiver.respondWith(respond)
      await choose(`m-${number}`)
      await report(`m-${number}`, 'email_delivered')
      await work()
      expect(neighbour.calls).toHaveLength(number + 1)
      pass(HOUR_MS)
    }
    const tried = receiver.calls.length
    expect(tried).toBeGreaterThanOrEqual(trouble.length)
    expect((await deliveries(id, '?state=delivered')).length).toBe(0)
    const { health } = (await server.call('GET', at(`/${id}`))).body
    expect(health).toMatchObject({ status: 'failing', waiting: 5, failing_since: expect.any(String) })
    receiver.respondWith()
    pass(12 * HOUR_MS)
    await work(3)
    const made = await deliveries(id)
    expect(made.map(({ state }: { state: string }) => state)).toEqual(Array(5).fill('delivered'))
    const byRequest = new Map<string, Set<string | undefined>>()
    for (const { headers, body } of receiver.calls) {
      const { requestId } = JSON.parse(body)
      byRequest.set(requestId, (byRequest.get(requestId) ?? new Set()).add(headers['webhook-id']))
    }
    expect([...byRequest.values()].map(ids => ids.size)).toEqual(Array(5).fill(1))
    const reasons = made.flatMap(({ exchanges }: { exchanges: { reason: string | null }[] }) =>
      exchanges.map(({ reason }) => reason ?? ''),
    )
    for (const words of ['500', '429', 'redirects', '404']) expect(reasons.join()).toContain(words)
  })

  it('that never answers keeps nobody else waiting', async () => {
    await server.call('PATCH', `/api/v1/orgs/${org}`, { several_feedback_webhooks: true })
    const silent = await listen()
    const called = new Promise<void>(resolve => silent.respondWith(() => resolve()))
    await createWebhook({ url: silent.url })
    await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_sent')
    await report('m-1', 'email_delivered')
    await processInbox(server)
    const sender = newSender()
    await sender.round()
    await called
    await expect.poll(() => statuses(receiver), { timeout: 30_000 }).toEqual(['sent', 'delivered'])
    expect(silent.calls).toHaveLength(1)
    await silent.close()
    await sender.settled()
  }, 60_000)

  it('is not called before the time that it asked for', async () => {
    const { id } = await createWebhook()
    receiver.respondWith(response => response.writeHead(503, { 'retry-after': '900' }).end())
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work()
    receiver.respondWith()
    pass(14 * MINUTE_MS)
    await choose('m-2')
    await report('m-2', 'email_delivered')
    await work()
    expect(receiver.calls).toHaveLength(1)
    expect((await server.call('GET', at(`/${id}`))).body.health.tried_again_at).not.toBeNull()
    pass(2 * MINUTE_MS)
    await work()
    expect(receiver.calls).toHaveLength(3)
  })

  it('keeps the order of a request, and what else there is does not wait for it', async () => {
    await createWebhook()
    receiver.respondWith((response, { body }) =>
      response.writeHead(JSON.parse(body).requestId === 'm-1' ? 422 : 204).end(),
    )
    await choose('m-1')
    await choose('m-2')
    for (const request of ['m-1', 'm-2'])
      for (const event of ['email_sent', 'email_delivered']) await report(request, event)
    await work(2)
    receiver.respondWith()
    pass(HOUR_MS)
    await work()
    const told = receiver.calls.map(({ body }) => JSON.parse(body))
    const of = (request: string) =>
      told
        .filter(each => each.requestId === request)
        .map(each => each.messageDeliveryFeedback.feedbackStatus.value)
    expect(of('m-2')).toEqual(['sent', 'delivered'])
    expect(of('m-1')).toEqual(['sent', 'sent', 'delivered'])
  })

  it('that is gone is paused, and nothing is lost', async () => {
    const { id } = await createWebhook()
    receiver.respondWith(response => response.writeHead(410).end())
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work(2)
    expect((await server.call('GET', at(`/${id}`))).body).toMatchObject({
      status: 'paused',
      status_reason: expect.stringContaining('410'),
      health: { waiting: 1 },
    })
    receiver.respondWith()
    pass(200 * HOUR_MS)
    await work()
    expect(receiver.calls).toHaveLength(1)
    expect(await server.call('PATCH', at(`/${id}`), { status: 'active' })).toMatchObject({ status: 200 })
    await work()
    expect(receiver.calls).toHaveLength(2)
  })

  it('is warned of, disabled after days, and gets back what was given up', async () => {
    const { id } = await createWebhook()
    await receiver.close()
    const since = now.toISOString()
    const health = async () => (await server.call('GET', at(`/${id}`))).body
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work()
    const seen: string[] = []
    let offSince: string | null = null
    for (let hours = 0; hours < 24 * 7; hours += 4) {
      pass(4 * HOUR_MS)
      if (hours % 24 === 0) {
        await choose(`m-${hours}-later`)
        await report(`m-${hours}-later`, 'email_delivered')
      }
      await work()
      const { status, health: how, off_since } = await health()
      if (status === 'disabled' && !seen.includes('disabled')) offSince = now.toISOString()
      expect(off_since).toBe(offSince)
      seen.push(status === 'active' ? how.status : status)
    }
    expect([...new Set(seen)]).toEqual(['failing', 'warning', 'disabled'])
    expect(seen.indexOf('disabled')).toBeGreaterThanOrEqual(24)
    expect((await health()).health.failed).toBeGreaterThan(0)
    const back = await listen(Number(new URL(receiver.url).port))
    pass(HOUR_MS)
    await server.call('PATCH', at(`/${id}`), { name: 'Renamed meanwhile' })
    expect((await health()).off_since).toBe(offSince)
    await server.call('PATCH', at(`/${id}`), { status: 'active' })
    expect((await health()).off_since).toBeNull()
    const recovered = await server.call('POST', at(`/${id}/recover`), { since })
    expect(recovered).toMatchObject({ status: 202, body: { recovered: expect.any(Number) } })
    await work(2)
    expect((await health()).health).toMatchObject({ status: 'ok', waiting: 0, failed: 0 })
    expect(new Set(back.calls.map(({ body }) => JSON.parse(body).requestId)).size).toBe(8)
  }, 60_000)

  it('gets what a process that died had taken, and anything once more that somebody asks for', async () => {
    const { id } = await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await processInbox(server)
    await server.services.db.query({
      text: 'update feedback_webhooks set leased_until = $1',
      values: [new Date(now.getTime() + 45_000)],
    })
    await work()
    expect(receiver.calls).toHaveLength(0)
    pass(MINUTE_MS)
    await work()
    expect(receiver.calls).toHaveLength(1)
    const [made] = await deliveries(id)
    const retried = await server.call('POST', at(`/${id}/deliveries/${made.id}/retry`))
    expect(retried).toMatchObject({ status: 202, body: { state: 'waiting' } })
    await work()
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([made.id, made.id])
    expect((await deliveries(id))[0].exchanges).toHaveLength(2)
    expect(await server.call('POST', at(`/${id}/deliveries/unknown/retry`))).toMatchObject({ status: 404 })
  })
})
