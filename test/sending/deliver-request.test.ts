import { describe, expect, it } from 'vitest'
import { deliverySenderOf } from '../../src/worker-wiring.ts'
import { createTemplate } from '../factories.ts'
import { ask, deliver, list, org, put, server, setUpScene, taken, work } from './deliver-scene.ts'

setUpScene()

describe('the same request', () => {
  it.each(['cio', 'ajo', 'smtp'] as const)('sends one message through %s, however often', async via => {
    const bodies = Array.from({ length: 200 }, () => deliver({ template_id: via, request_id: 'same' }))
    const sender = deliverySenderOf(server.services)
    const others = deliverySenderOf(server.services)
    const sending = (async () => {
      for (let round = 0; round < 10; round++) await Promise.all([sender.round(), others.round()])
    })()
    expect(new Set(await Promise.all(bodies))).toEqual(new Set(['same']))
    await sending
    await work(3)
    await Promise.all([sender.settled(), others.settled()])
    await deliver({ template_id: via, request_id: 'same' })
    await work(3)
    expect(taken()).toEqual({ cio: 0, ajo: 0, smtp: 0, [via]: 1 })
    expect(await list()).toHaveLength(1)
    const counts = await server.services.db.query<{ decisions: number }>({
      text: 'select sum(decisions) as decisions from variant_counts where org_id = (select id from orgs where slug = $1)',
      values: [org],
    })
    expect(counts).toEqual([{ decisions: 1 }])
  })

  it('may be named in the header instead', async () => {
    const headers = { 'idempotency-key': '"r-9"' }
    const body = { template_id: 'cio', email: 'kim@example.org' }
    expect((await ask(body, headers)).body.request_id).toBe('r-9')
    expect((await ask({ ...body, request_id: 'r-9' }, headers)).status).toBe(200)
    expect(await ask({ ...body, request_id: 'r-8' }, headers)).toMatchObject({
      status: 400,
      body: { errors: [{ field: '/request_id' }] },
    })
    await work()
    expect(taken().cio).toBe(1)
  })

  it('for somebody else is a mistake that is said', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    expect(await ask({ template_id: 'cio', email: 'lou@example.org', request_id: 'r-1' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
  })

  it('is answered as before when the template sends by nothing any more', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await server.call('PATCH', `/api/v1/orgs/${org}/templates/cio`, { integration: { deliver: null } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
  })
})

describe('a request that cannot be met', () => {
  it.each([
    [{ template_id: 'nope', email: 'kim@example.org' }, 404, 'template-not-found'],
    [{ email: 'kim@example.org' }, 400, 'invalid-request'],
    [{ template_id: 'cio' }, 400, 'invalid-request'],
    [{ template_id: 'cio', email: 'kim@example.org', request_id: 'with space' }, 400, 'invalid-request'],
    [{ template_id: 'cio', user_id: 'u-1' }, 422, 'unprocessable'],
    [{ template_id: 'ajo', user_id: 'u-1' }, 422, 'unprocessable'],
    [{ template_id: 'smtp', user_id: 'u-1' }, 422, 'unprocessable'],
    [{ template_id: 'smtp', email: 'a@example.org, b@example.org' }, 400, 'invalid-request'],
    [{ template_id: 'cio', email: 'kim@example.org', copy_id: 'nope' }, 422, 'unprocessable'],
  ])('is refused before anything is stored: %j', async (body, status, code) => {
    expect(await ask(body)).toMatchObject({ status, body: { code } })
    expect(await list()).toEqual([])
    const decisions = await server.services.db.query({
      text: 'select from decisions where org_id = (select id from orgs where slug = $1)',
      values: [org],
    })
    expect(decisions).toEqual([])
  })

  it('says that the template has no transport, or the transport no credentials', async () => {
    await createTemplate(server, org, 'bare', {}, 1)
    expect((await ask({ template_id: 'bare', email: 'kim@example.org' })).body.detail).toMatch(
      /integration\.deliver/,
    )
    await put('platforms/cio', { app_api_key: null })
    expect((await ask({ template_id: 'cio', email: 'kim@example.org' })).body.detail).toMatch(
      /set app_api_key with PUT .*platforms\/cio/,
    )
    await put('transports/smtp', { host: null })
    expect((await ask({ template_id: 'smtp', email: 'kim@example.org' })).body.detail).toMatch(
      /set host with PUT .*transports\/smtp/,
    )
  })

  it('needs a key that may serve', async () => {
    const reply = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'in', scopes: ['ingest'] })
    expect(await ask({ template_id: 'cio' }, { 'x-api-key': reply.body.key })).toMatchObject({ status: 403 })
  })

  it('is told to come again when nothing can be stored, and sends nothing', async () => {
    const { deliveries, ledger } = server.services
    const [add, record] = [deliveries.add, ledger.record]
    const down = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
    Object.assign(ledger, { record: () => ({ kept: down() }) })
    const body = { template_id: 'cio', email: 'kim@example.org', request_id: 'r-1' }
    expect(await ask(body)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    Object.assign(ledger, { record })
    Object.assign(deliveries, { add: down })
    expect(await ask(body)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    Object.assign(deliveries, { add })
    await work()
    expect(taken().cio).toBe(0)
    await deliver(body)
    await work()
    expect(taken().cio).toBe(1)
  })
})
