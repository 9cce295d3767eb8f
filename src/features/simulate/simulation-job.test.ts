import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'

const PLAN = { messages_per_day: 4000, base_rate: 0.05, variants: 3, horizon_days: 30, lift: 0.4 }

describe('a simulation as a job', () => {
  const server = useServer()
  beforeAll(async () => {
    await createOrg(server, 'acme')
  })
  const at = '/api/v1/orgs/acme/simulations'
  const start = (body: object) => server.call('POST', at, { ...PLAN, ...body })
  const get = async (id: string) => (await server.call('GET', `${at}/${id}`)).body

  it('gives a first answer after 60 launches, refines it, and ends like the answer at once', async () => {
    const { status, body } = await start({ worlds: 90 })
    expect(status).toBe(202)
    expect(body).toMatchObject({ state: 'running', progress: { done: 0, total: 90 }, partial: null })
    const seen: [number, number | null][] = []
    while (await server.services.jobs.round()) {
      const { progress, partial } = await get(body.id)
      seen.push([progress.done, partial?.plan.worlds ?? null])
    }
    expect(seen).toEqual([
      [20, null],
      [40, null],
      [60, 60],
      [80, 80],
      [90, 90],
    ])
    const { state, partial } = await get(body.id)
    expect(state).toBe('finished')
    const atOnce = await server.call('POST', '/api/v1/orgs/acme/simulate', { ...PLAN, worlds: 90 })
    expect(partial).toEqual(atOnce.body)
  })

  it('keeps its answer so far when it is cancelled', async () => {
    const { body } = await start({ worlds: 200 })
    for (let step = 0; step < 3; step++) await server.services.jobs.round()
    const canceled = await server.call('POST', `${at}/${body.id}/cancel`)
    expect(canceled).toMatchObject({
      status: 200,
      body: { state: 'canceled', progress: { done: 60, total: 200 }, partial: { plan: { worlds: 60 } } },
    })
    expect(await server.services.jobs.round()).toBe(false)
    expect(await server.call('POST', `${at}/${body.id}/cancel`)).toMatchObject({ status: 409 })
  })

  it('may be larger than an answer at once, and refuses what is too large', async () => {
    const large = { variants: 10, horizon_days: 60, worlds: 60 }
    const { status, body } = await start(large)
    expect(status).toBe(202)
    await server.call('POST', `${at}/${body.id}/cancel`)
    const path = '/api/v1/orgs/acme/simulate'
    expect(await server.call('POST', path, { ...PLAN, ...large })).toMatchObject({ status: 422 })
    expect(await start({ variants: 20, horizon_days: 365, worlds: 100 })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/worlds' }] },
    })
    expect(await server.call('GET', `${at}/nothing`)).toMatchObject({ status: 404 })
  })
})
