import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox, rebuildAll } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server } = scene
const PEOPLE = 260
const NAMES = Array.from({ length: PEOPLE }, (_, at) => `u${at}`)

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', {
    key_metric: 'revenue',
    attribution: { conversion_events: ['purchase'] },
    split: { method: 'internal_persistent', control_share: 0.5 },
  })
  const choose = (user_id: string) =>
    server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id })
  for (const { status } of await Promise.all(NAMES.map(choose))) expect(status).toBe(200)
})

/** Lets people report money, and reads it. */
async function report(event: string, names: readonly string[], more: (at: number) => object): Promise<void> {
  scene.tick()
  await Promise.all(
    names.map((user_id, at) =>
      scene.report({ event, user_id, event_id: `${event}-${user_id}`, order_id: user_id, ...more(at) }),
    ),
  )
  await processInbox(server)
}

const buy = (names: readonly string[], value: (at: number) => number, currency = 'USD') =>
  report('purchase', names, at => ({ value: value(at), currency }))

async function results() {
  const path = `/api/v1/orgs/${scene.org}/templates/welcome/results`
  const { status, body } = await server.call('GET', path)
  expect(status).toBe(200)
  return body
}

const NOTHING = { interval: null, interval_missing: 'no-amounts' }

describe('revenue', () => {
  it('has no interval while nobody brought any: nothing is certain', async () => {
    const body = await results()
    expect(body.lift).toMatchObject({ ...NOTHING, relative: null, interval_unbounded: false })
    for (const variant of body.variants)
      expect(variant).toMatchObject(
        variant.decisions > 0 ? { estimate: 0, ...NOTHING } : { interval_missing: 'no-messages' },
      )
  })

  it('says that orders in another currency are not counted', async () => {
    await buy(NAMES.slice(0, 20), () => 40, 'EUR')
    const body = await results()
    expect(body.lift).toMatchObject(NOTHING)
    expect(body.amounts).toMatchObject({ currency: 'USD', orders_in_other_currencies: { EUR: 20 } })
    expect(body.gates).toContainEqual(expect.objectContaining({ name: 'money-counted', ok: false }))
    expect(body.verdict).toBe('do-not-read')
  })

  it('subtracts refunds that took more than a message brought, live and after a recount', async () => {
    await buy(NAMES.slice(0, 60), () => 10)
    await report('refund', NAMES.slice(0, 60), () => ({ value: 30, currency: 'USD' }))
    const body = await results()
    for (const { estimate, interval, revenue_per_send } of body.variants.filter(
      ({ decisions }: { decisions: number }) => decisions > 0,
    )) {
      // The estimate is a sum over points of a density.
      expect(estimate).toBeCloseTo(revenue_per_send, 5)
      expect(estimate).toBeLessThan(0)
      expect(interval[0]).toBeLessThan(estimate)
      expect(interval[1]).toBeGreaterThan(estimate)
    }
    expect(body.lift).toMatchObject({ interval: null, interval_missing: 'below-zero' })
    await rebuildAll(server, scene.org)
    const { as_of: _, ...before } = body
    expect(await results()).toMatchObject(before)
  })

  it('names the cap beside the whole amounts, and its intervals stay above zero', async () => {
    await buy(NAMES.slice(0, 220), at => (at === 0 ? 9000 : 10))
    const body = await results()
    expect(body.amounts).toMatchObject({ currency: 'USD', capped_at: 10, orders_in_other_currencies: {} })
    const { control, treatment, amounts } = body
    expect(Math.max(control.revenue_per_send, treatment.revenue_per_send)).toBeGreaterThan(50)
    for (const arm of ['control', 'treatment']) expect(amounts.capped_mean[arm]).toBeLessThan(10)
    for (const { interval } of body.variants.filter(({ decisions }: { decisions: number }) => decisions > 0))
      expect(interval[0]).toBeGreaterThan(0)
    const [low, high] = body.lift.interval
    expect(high - low).toBeLessThan(1)
    const path = `/api/v1/orgs/${scene.org}/templates/welcome/results.csv`
    const csv = String((await server.call('GET', path)).body)
    const [names = '', row = ''] = csv.split('\r\n')
    expect(row.split(',').at(names.split(',').indexOf('amounts_capped_at'))).toBe('10')
  })
})
