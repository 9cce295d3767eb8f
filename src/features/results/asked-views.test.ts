import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/app.ts'
import { createOrg, createTemplate, processInbox, type TestTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'

const START = Date.parse('2026-11-10T08:02:00Z')
const PEOPLE = 700
const BASE = '/api/v1/orgs/acme/templates/welcome/results'

const test = useServer()
let template: TestTemplate

// Everybody opens; of the treated, every second clicks, of control every fourth. Five days, half of them control.
beforeAll(async () => {
  test.setNow(new Date(START))
  await createOrg(test, 'acme')
  template = await createTemplate(test, 'acme', 'welcome', {
    split: { method: 'internal_persistent', control_share: 0.5 },
  })
  let [treated, controls] = [0, 0]
  for (let user = 0; user < PEOPLE; user++) {
    const at = new Date(START + Math.floor(user / 140) * DAY_MS + (user % 140) * MINUTE_MS)
    test.setNow(at)
    const who = { user_id: `user-${user}`, tracking_id: `t-${user}` }
    const { body } = await test.call('POST', '/api/generate/acme', { template_id: 'welcome', ...who })
    const clicks = body.copy.id === template.controlId ? controls++ % 4 === 0 : treated++ % 2 === 0
    for (const event of ['email_sent', ...(clicks ? ['email_clicked'] : [])])
      await test.call('POST', '/api/webhook/events/acme', {
        ...{ event, event_id: `${user} ${event}`, timestamp: at.toISOString(), ...who },
      })
  }
  await processInbox(test)
  test.setNow(new Date(START + 5 * DAY_MS))
  await test.services.policies.refresh()
})

describe('GET /results', () => {
  it('says its verdict, its level, its split and what is mature', async () => {
    const { body } = await test.call('GET', BASE)
    expect(body).toMatchObject({
      level: 0.95,
      verdict: 'beats',
      split: { method: 'internal_persistent', control_share: 0.5 },
      matured: { messages: PEOPLE, share: 1 },
      lift: { interval_unbounded: false, enough_data: true },
    })
    expect(body.lift.interval[0]).toBeGreaterThan(0)
  })

  it('divides all traffic, control included', async () => {
    const { variants } = (await test.call('GET', BASE)).body
    const control = variants.find((variant: { control: boolean }) => variant.control)
    expect(control).toMatchObject({ allocation: 0, traffic: 0.5 })
    const sum = variants.reduce((all: number, { traffic }: { traffic: number }) => all + traffic, 0)
    expect(sum).toBeCloseTo(1, 9)
  })

  it('gives each gate its figures, and a fix while it does not hold', async () => {
    const { gates } = (await test.call('GET', BASE)).body
    const gate = (name: string) => gates.find((each: { name: string }) => each.name === name)
    expect(gate('enough-messages')).toMatchObject({ ok: true, need: 100, unit: 'messages', fix: null })
    expect(gate('enough-messages').have).toBeGreaterThan(100)
    expect(gate('split-as-configured')).toMatchObject({ need: 0.5, unit: 'share' })
    expect(gate('tracking-alive')).toMatchObject({ unit: 'reports', need: 1 })
    const empty = (await test.call('GET', `${BASE}?to=2026-11-01`)).body
    expect(empty.verdict).toBe('no-data')
    expect(empty.gates[0]).toMatchObject({ ok: false, have: 0, need: 100 })
    expect(empty.gates[0].fix).toContain('100 more messages')
  })

  it('compares by another metric, and says nothing about shipping by it', async () => {
    const { body } = await test.call('GET', `${BASE}?metric=unsubscribe_rate`)
    expect(body.lift).toMatchObject({ metric: 'unsubscribe_rate', relative: null, interval: null })
    expect(body.lift.interval_unbounded).toBe(true)
    expect(body.verdict).toBe('collecting')
    expect(body.gates.map(({ name }: { name: string }) => name)).not.toContain('ready-to-ship')
    expect(body.template.key_metric).toBe('click_rate')
  })

  it('takes a range instead of borders, and not beside them', async () => {
    const whole = (await test.call('GET', BASE)).body
    const week = (await test.call('GET', `${BASE}?range=7d`)).body
    expect(week.treatment).toEqual(whole.treatment)
    const from = new Date(START + 3 * DAY_MS).toISOString()
    expect((await test.call('GET', `${BASE}?from=${from}`)).body.control.sends).toBeLessThan(
      whole.control.sends,
    )
    const both = await test.call('GET', `${BASE}?range=7d&from=2026-11-01`)
    expect(both).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  })

  it('notices a choice that nobody reported yet', async () => {
    const before = (await test.call('GET', BASE)).body
    expect((await test.call('GET', BASE)).body.treatment).toEqual(before.treatment)
    await test.call('POST', '/api/generate/acme', { template_id: 'welcome', user_id: 'somebody new' })
    const after = (await test.call('GET', BASE)).body
    const decisions = (body: typeof before) => body.treatment.decisions + body.control.decisions
    expect(decisions(after)).toBe(decisions(before) + 1)
  })
})

describe('GET /results/timeseries', () => {
  it('gives the lift so far, and ends with the lift of the results', async () => {
    const { lift } = (await test.call('GET', BASE)).body
    const { body } = await test.call('GET', `${BASE}/timeseries`)
    expect(body.lift.length).toBeGreaterThan(2)
    expect(body.lift.at(-1)).toMatchObject({ relative: lift.relative, interval: lift.interval })
    const widths = body.lift.map(({ interval: [low, high] }: { interval: [number, number] }) => high - low)
    expect(widths.at(-1)).toBeLessThan(widths[0])
    const ends = body.lift.map(({ at }: { at: string }) => at)
    expect(ends).toEqual([...ends].sort())
  })

  it('gives at most so many points, and keeps the last', async () => {
    const all = (await test.call('GET', `${BASE}/timeseries`)).body
    const few = (await test.call('GET', `${BASE}/timeseries?steps=2`)).body
    expect(few.lift).toHaveLength(2)
    expect(few.lift.at(-1).interval).toEqual(all.lift.at(-1).interval)
    expect((await test.call('GET', `${BASE}/timeseries?steps=201`)).status).toBe(400)
  })

  it('begins days at midnight of a zone', async () => {
    const { body } = await test.call('GET', `${BASE}/timeseries?timezone=Asia/Tokyo`)
    expect(body.timezone).toBe('Asia/Tokyo')
    expect(body.buckets[0].at).toBe('2026-11-09T15:00:00.000Z')
    expect((await test.call('GET', `${BASE}/timeseries?timezone=Mars/Olympus`)).body).toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/timezone' }],
    })
  })

  it('says why the shares of traffic changed, control included', async () => {
    const [one] = template.variantIds
    test.setNow(new Date(START + 5 * DAY_MS + HOUR_MS))
    const at = `/api/v1/orgs/acme/templates/welcome`
    await test.call('PATCH', `${at}/variants/${one}`, { status: 'archived' })
    await test.services.policies.refresh()
    await test.call('PATCH', at, { split: { control_share: 0.2 } })
    await test.services.policies.refresh()
    const { allocations } = (await test.call('GET', `${BASE}/timeseries`)).body
    const reasons = allocations.map(({ reason }: { reason: string }) => reason)
    expect(reasons[0]).toBe('started')
    expect(reasons.slice(-2)).toEqual(['variant-removed', 'control-share'])
    const last = allocations.at(-1)
    expect(last.traffic[template.controlId ?? '']).toBeCloseTo(0.2, 9)
    const sum = Object.values<number>(last.traffic).reduce((all, share) => all + share, 0)
    expect(sum).toBeCloseTo(1, 9)
  })
})

it('exports each table of the series as CSV with the same numbers', async () => {
  const { body } = await test.call('GET', `${BASE}/timeseries`)
  const csv = async (table: string) => {
    const url = `/api/v1/orgs/acme/templates/welcome/timeseries.csv?table=${table}`
    const reply = await test.app.inject({ url, headers: { 'x-api-key': ADMIN_KEY } })
    expect(reply.statusCode).toBe(200)
    return reply.body
      .trim()
      .split('\r\n')
      .map(line => line.split(','))
  }
  const lift = await csv('lift')
  expect(lift).toHaveLength(body.lift.length + 1)
  expect(lift.at(-1)?.slice(1, 4).map(Number)).toEqual([
    body.lift.at(-1).relative,
    ...body.lift.at(-1).interval,
  ])
  const rates = await csv('rates')
  const [first] = body.buckets
  expect(rates[1]?.slice(0, 4)).toEqual([
    ...[first.at, first.variants[0].id],
    ...[String(first.variants[0].decisions), String(first.variants[0].sends)],
  ])
  const traffic = await csv('traffic')
  expect(traffic.at(-1)?.at(-1)).toBe(body.allocations.at(-1).reason)
})
