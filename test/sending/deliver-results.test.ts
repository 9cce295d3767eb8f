import { describe, expect, it } from 'vitest'
import { processInbox } from '../factories.ts'
import {
  deliver,
  list,
  MINUTE_MS,
  now,
  org,
  passTime,
  server,
  setUpScene,
  show,
  taken,
  work,
} from './deliver-scene.ts'

setUpScene()

describe('what comes of a message', () => {
  const resultsOf = async (id: string) => {
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/templates/${id}/results`)
    const sum = (name: string) =>
      body.variants.reduce(
        (total: number, variant: Record<string, number>) => total + (variant[name] ?? 0),
        0,
      )
    return { sends: sum('sends'), opens: sum('opens'), clicks: sum('clicks') }
  }
  const click = (trackingId: string) =>
    server.call('POST', `/api/webhook/events/${org}`, { event: 'email_click', tracking_id: trackingId })

  it('joins the request: a mail counts as sent, and reports by its id with it', async () => {
    await deliver({ template_id: 'smtp', request_id: 'r-1' })
    await work()
    await work()
    await click('r-1')
    await processInbox(server)
    expect(await resultsOf('smtp')).toMatchObject({ sends: 1, clicks: 1 })
    expect((await show('r-1')).reports.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['send', 'click']),
    )
  })

  it('joins the request by the id that Customer.io gave it, also when the report came first', async () => {
    const { createHmac } = await import('node:crypto')
    const webhook = async (metric: string, deliveryId: string) => {
      const body = JSON.stringify({
        event_id: `${metric}-${deliveryId}`,
        metric,
        object_type: 'email',
        timestamp: Math.floor(now.getTime() / 1_000),
        data: { delivery_id: deliveryId, identifiers: { id: 'u-1' }, transactional_message_id: 44 },
      })
      const signature = createHmac('sha256', 'the-key').update(`v0:1:${body}`).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'x-cio-timestamp': '1',
        'x-cio-signature': signature,
      }
      const { statusCode } = await server.app.inject({
        method: 'POST',
        url: `/api/webhook/cio/${org}`,
        headers,
        payload: body,
      })
      expect(statusCode).toBe(200)
      await processInbox(server)
    }
    await webhook('opened', 'RPILAgUBcRhIBqSfeiIwdIYJKxTY-r-1')
    await deliver({ template_id: 'cio', user_id: 'u-1', request_id: 'r-1' })
    await work()
    await webhook('sent', 'RPILAgUBcRhIBqSfeiIwdIYJKxTY-r-1')
    expect(await resultsOf('cio')).toMatchObject({ sends: 1, opens: 1 })
    expect((await show('r-1')).reports).toHaveLength(2)
  })

  it('joins the request by the execution of Adobe, when the report carries no request id of ours', async () => {
    await deliver({ template_id: 'ajo', request_id: 'r-1' })
    await work()
    const reply = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'in', scopes: ['ingest'] })
    const report = {
      requestId: 'a-gateway-id',
      channel: 'email',
      eventType: 'message.feedback',
      messageExecution: { messageExecutionID: 'HUMA-r-1' },
      messageDeliveryFeedback: { feedbackStatus: { value: 'sent' } },
      identityMap: { email: [{ id: 'kim@example.org', primary: true }] },
    }
    const sent = await server.call('POST', `/api/webhook/ajo/${org}`, report, { 'x-api-key': reply.body.key })
    expect(sent.status).toBe(200)
    await processInbox(server)
    expect(await resultsOf('ajo')).toMatchObject({ sends: 1 })
  })

  it('of a forced wording is sent, and not counted', async () => {
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/templates/smtp`)
    const forced = body.variants.find(({ control }: { control: boolean }) => !control)
    await deliver({ template_id: 'smtp', request_id: 'r-1', copy_id: forced.id })
    await work()
    await work()
    await processInbox(server)
    expect(await show('r-1')).toMatchObject({ state: 'sent', copy_id: forced.id })
    expect(await resultsOf('smtp')).toMatchObject({ sends: 0 })
  })
})

describe('a person who is erased', () => {
  it('gets nothing that still waits, leaves no name behind, and the id still sends nothing', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    await deliver({ template_id: 'cio', request_id: 'r-2' })
    const erased = await server.call('DELETE', `/api/v1/orgs/${org}/people/kim@example.org`)
    expect(erased).toMatchObject({ status: 200, body: { deleted: { deliveries: 2 } } })
    const rows = await server.services.db.query({
      text: 'select * from deliveries where org_id = (select id from orgs where slug = $1)',
      values: [org],
    })
    expect(JSON.stringify(rows)).not.toMatch(/kim|r-1|r-2/i)
    for (const id of ['r-1', 'r-2']) await deliver({ template_id: 'cio', request_id: id })
    await work(3)
    expect(taken().cio).toBe(1)
    expect((await list()).map(({ state }: { state: string }) => state)).toEqual(['canceled', 'sent'])
  })

  it('is forgotten with the calls, and the id still sends nothing', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    const { forgetOldDeliveries } = await import('../../src/features/deliver/store.ts')
    passTime(31 * 24 * 60 * MINUTE_MS)
    await forgetOldDeliveries(server.services.db, now)
    expect(await show('r-1')).toMatchObject({ email: null, vars: {}, tries: [], state: 'sent' })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(2)
    expect(taken().cio).toBe(1)
  })
})
