// Over 300 lines: one template is played through HTTP, and each test reads another part of its results.
import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../../../test/app.ts'
import { useServer } from '../../../test/scene.ts'

const CONTROL = '01890000-0000-7000-8000-000000000001'
const WARM = '01890000-0000-7000-8000-000000000002'
const SHORT = '01890000-0000-7000-8000-000000000003'
const BASE = '/api/v1/orgs/acme/templates/welcome'

const test = useServer()

beforeAll(async () => {
  test.setNow(new Date('2026-03-20T12:30:00Z'))
  const { db } = test.services
  const attribution = JSON.stringify({ lookback_days: 14, offset_days: 3, credit: 'last_touch' })
  const [org] = await db.query<{ id: number }>({
    text: `insert into orgs (slug, name, currency, attribution, retention) values ('acme', 'Acme', 'EUR', $1, '{"requests_days":30,"events_days":400}'),
             ('other', 'Other', 'USD', $1, '{"requests_days":30,"events_days":400}') returning id`,
    values: [attribution],
  })
  const orgId = org?.id
  await db.query({ text: `insert into sandboxes (org_id, name) select id, 'prod' from orgs` })
  await db.query({
    text: `insert into templates (org_id, id, sandbox, name, channel, variables, key_metric, algorithm, epsilon, split, attribution, integration, status)
           values ($1, 'welcome', 'prod', 'Welcome', 'email', '{subject}', 'conversion_rate', 'thompson', 0.05,
             '{"method":"internal_persistent","control_share":0.1}', '{"conversion_events":[]}', '{}', 'active')`,
    values: [orgId],
  })
  await db.query({
    text: `insert into variants (org_id, id, template_id, name, vars, attrs, themes, is_control, status)
           select $1, id, 'welcome', name, '{}', '{}', '{warm}', is_control, 'approved'
           from unnest($2::uuid[], $3::text[], $4::bool[]) as given (id, name, is_control)`,
    values: [
      orgId,
      [WARM, SHORT, CONTROL],
      ['=Warm, "and" friendly', 'Short', 'Original'],
      [false, false, true],
    ],
  })
  const counts = [
    [CONTROL, 'control', '2026-03-02T10:00:00Z', 200, 190, 12],
    [WARM, 'treatment', '2026-03-02T10:00:00Z', 900, 890, 90],
    [WARM, 'treatment', '2026-03-02T23:00:00Z', 100, 90, 9],
    [SHORT, 'treatment', '2026-03-03T00:00:00Z', 800, 780, 30],
    // 14 days before 12:30 on the 20th is 12:30 on the 6th: the hour from 12 is still partly open.
    [SHORT, 'treatment', '2026-03-06T11:00:00Z', 10, 9, 0],
    [SHORT, 'treatment', '2026-03-06T12:00:00Z', 20, 18, 0],
    [SHORT, 'treatment', '2026-03-19T09:00:00Z', 40, 36, 1],
    [CONTROL, 'fallback', '2026-03-02T10:00:00Z', 50, 45, 20],
  ] as const
  await db.query({
    text: `insert into variant_counts (org_id, template_id, variant_id, arm, hour, decisions, sends, conversions, opens)
           select $1, 'welcome', id, arm, hour, decisions, sends, conversions, sends / 2
           from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[])
             as given (id, arm, hour, decisions, sends, conversions)`,
    values: [orgId, ...[0, 1, 2, 3, 4, 5].map(column => counts.map(row => row[column]))],
  })
  await db.query({
    text: `insert into variant_revenue (org_id, template_id, variant_id, arm, hour, currency, amount_minor, squares, orders)
           values ($1, 'welcome', $2, 'treatment', '2026-03-02T10:00:00Z', 'EUR', 12345, 99990000, 4),
             ($1, 'welcome', $2, 'treatment', '2026-03-02T23:00:00Z', 'EUR', 55, 3025, 1),
             ($1, 'welcome', $2, 'treatment', '2026-03-02T10:00:00Z', 'USD', 700, 490000, 1)`,
    values: [orgId, WARM],
  })
  await db.query({
    text: `insert into allocations (org_id, template_id, version, computed_at, weights)
           select $1, 'welcome', version, timestamptz '2026-03-01T00:00:00Z' + version * interval '1 day', jsonb_build_object($2::text, version / 10.0)
           from generate_series(1, 4) as version`,
    values: [orgId, WARM],
  })
})

const rowOf = (body: { variants: { id: string }[] }, id: string) =>
  body.variants.find(variant => variant.id === id)

describe('GET /results', () => {
  it('reports all data by default', async () => {
    const { status, body } = await test.call('GET', `${BASE}/results`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      as_of: '2026-03-20T12:30:00.000Z',
      template: { id: 'welcome', name: 'Welcome', key_metric: 'conversion_rate', status: 'active' },
      currency: 'EUR',
      denominator: 'sends',
      control: { decisions: 200, sends: 190, conversions: 12 },
      treatment: {
        decisions: 1870,
        sends: 1823,
        conversions: 130,
        revenue: 124,
        orders: 5,
        revenue_by_currency: { EUR: 124, USD: 7 },
      },
      fallback: { decisions: 50, sends: 45 },
      lift: { metric: 'conversion_rate', enough_data: true },
    })
    expect(body.lift.absolute).toBeCloseTo(129 / 1769 - 12 / 190, 12)
    expect(body.lift.interval).toHaveLength(2)
    expect(body.gates.map(({ name }: { name: string }) => name)).toEqual([
      'enough-messages',
      'split-as-configured',
      'tracking-alive',
      'matured',
      // Some of its money is in another currency.
      'money-counted',
      'same-time',
      'ready-to-ship',
    ])
  })

  it('lists the control first, then the others', async () => {
    const { body } = await test.call('GET', `${BASE}/results`)
    expect(body.variants.map(({ id, control }: { id: string; control: boolean }) => [id, control])).toEqual([
      [CONTROL, true],
      [WARM, false],
      [SHORT, false],
    ])
    expect(rowOf(body, WARM)).toMatchObject({
      name: '=Warm, "and" friendly',
      themes: ['warm'],
      status: 'approved',
      sends: 980,
      opens: 490,
      open_rate: 0.5,
    })
    expect(rowOf(body, WARM)).toMatchObject({
      chance_to_beat_control: expect.any(Number),
      chance_to_be_best: expect.any(Number),
    })
  })

  it('counts decisions younger than the window as maturing', async () => {
    const { body } = await test.call('GET', `${BASE}/results`)
    expect(rowOf(body, SHORT)).toMatchObject({ maturing: 18 + 36 })
    expect(rowOf(body, WARM)).toMatchObject({ maturing: 0 })
  })

  it('includes the first hour of a range and leaves out its end', async () => {
    const { body } = await test.call(
      'GET',
      `${BASE}/results?from=2026-03-02T23:00:00Z&to=2026-03-06T11:00:00Z`,
    )
    expect(body.treatment.decisions).toBe(100 + 800)
    expect(body.control).toMatchObject({ decisions: 0, conversion_rate: null })
    expect(body.lift).toMatchObject({ relative: null, chance_to_beat_control: null, enough_data: false })
  })

  it('reads dates as UTC, and times with a zone in that zone', async () => {
    const inUtc = await test.call('GET', `${BASE}/results?from=2026-03-02&to=2026-03-03`)
    const shifted = await test.call(
      'GET',
      `${BASE}/results?from=2026-03-02T01:00:00%2B01:00&to=2026-03-03T00:00:00`,
    )
    expect(inUtc.body.treatment.decisions).toBe(1000)
    expect(shifted.body.treatment.decisions).toBe(1000)
  })

  it.each(['yesterday', '2026-13-01', '2026-03-02 10:00', '12'])(
    'refuses the moment %j, and says how to write one',
    async text => {
      const { status, body } = await test.call('GET', `${BASE}/results?to=${encodeURIComponent(text)}`)
      expect(status).toBe(400)
      expect(body).toMatchObject({
        code: 'invalid-request',
        errors: [{ field: '/to', message: expect.stringContaining('ISO 8601') }],
      })
    },
  )

  it('does not show templates of other organisations', async () => {
    expect(await test.call('GET', '/api/v1/orgs/other/templates/welcome/results')).toMatchObject({
      status: 404,
      body: { code: 'template-not-found' },
    })
    expect(await test.call('GET', '/api/v1/orgs/nobody/templates/welcome/results')).toMatchObject({
      status: 404,
      body: { code: 'org-not-found' },
    })
  })

  it('needs a key', async () => {
    expect(await test.call('GET', `${BASE}/results`, undefined, { 'x-api-key': '' })).toMatchObject({
      status: 401,
      body: { code: 'missing-key' },
    })
  })

  it('finds a template that another process has just made', async () => {
    const { db } = test.services
    await db.query({
      text: `insert into templates select org_id, 'new', sandbox, 'New', channel, variables, key_metric, algorithm, epsilon, split, attribution, integration, status
             from templates where id = 'welcome'`,
    })
    await db.query({ text: `update orgs set config_version = config_version + 1 where slug = 'acme'` })
    const { status, body } = await test.call('GET', '/api/v1/orgs/acme/templates/new/results')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      denominator: 'decisions',
      variants: [],
      control: { decisions: 0, open_rate: null },
    })
  })
})

describe('GET /results/timeseries', () => {
  it('gives figures by day and variant, without the fallback', async () => {
    const { status, body } = await test.call('GET', `${BASE}/results/timeseries`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      interval: 'day',
      metric: 'conversion_rate',
      currency: 'EUR',
      denominator: 'sends',
    })
    expect(body.buckets.map(({ at }: { at: string }) => at)).toEqual(
      ['2026-03-02', '2026-03-03', '2026-03-06', '2026-03-19'].map(day => `${day}T00:00:00.000Z`),
    )
    expect(body.buckets[0].variants).toEqual([
      {
        id: CONTROL,
        decisions: 200,
        sends: 190,
        opens: 95,
        clicks: 0,
        conversions: 12,
        unsubscribes: 0,
        revenue: 0,
        rate: 12 / 190,
      },
      {
        id: WARM,
        decisions: 1000,
        sends: 980,
        opens: 490,
        clicks: 0,
        conversions: 99,
        unsubscribes: 0,
        revenue: 124,
        rate: 99 / 980,
      },
    ])
  })

  it('begins weeks on Monday', async () => {
    const { body } = await test.call('GET', `${BASE}/results/timeseries?interval=week&metric=revenue`)
    expect(body.buckets.map(({ at }: { at: string }) => at)).toEqual([
      '2026-03-02T00:00:00.000Z',
      '2026-03-16T00:00:00.000Z',
    ])
    expect(rowOf(body.buckets[0], WARM)).toMatchObject({ rate: 124 / 980 })
  })

  it('gives separate hours, only within the range', async () => {
    const { body } = await test.call(
      'GET',
      `${BASE}/results/timeseries?interval=hour&from=2026-03-02T23:00:00Z&to=2026-03-06&metric=open_rate`,
    )
    expect(body.buckets.map(({ at }: { at: string }) => at)).toEqual([
      '2026-03-02T23:00:00.000Z',
      '2026-03-03T00:00:00.000Z',
    ])
    expect(body.buckets[0].variants).toMatchObject([{ id: WARM, sends: 90, rate: 0.5 }])
  })

  it('gives the division of traffic, beginning with the one in force', async () => {
    const all = await test.call('GET', `${BASE}/results/timeseries`)
    expect(all.body.allocations).toHaveLength(4)
    expect(all.body.allocations[0]).toEqual({
      at: '2026-03-02T00:00:00.000Z',
      weights: { [WARM]: 0.1 },
      traffic: { [WARM]: 0.1 * 0.9, [CONTROL]: 0.1 },
      reason: null,
    })
    const daysFrom = async (from: string) => {
      const { body } = await test.call(
        'GET',
        `${BASE}/results/timeseries?from=${from}&to=2026-03-05T00:00:00Z`,
      )
      return body.allocations.map(({ at }: { at: string }) => at.slice(0, 10))
    }
    expect(await daysFrom('2026-03-03T12:00:00Z')).toEqual(['2026-03-03', '2026-03-04'])
    expect(await daysFrom('2026-03-03T00:00:00Z')).toEqual(['2026-03-03', '2026-03-04'])
    expect(await daysFrom('2026-01-01T00:00:00Z')).toEqual(['2026-03-02', '2026-03-03', '2026-03-04'])
  })

  it('thins out a long history evenly, and keeps the latest', async () => {
    await test.services.db.query({
      text: `insert into allocations (org_id, template_id, version, computed_at, weights)
             select id, 'new', version, timestamptz '2026-03-01T00:00:00Z' + version * interval '1 minute', '{}'
             from orgs, generate_series(1, 2500) as version where slug = 'acme'`,
    })
    const path = '/api/v1/orgs/acme/templates/new/results/timeseries'
    expect((await test.call('GET', path)).body.allocations).toHaveLength(120)
    const { body } = await test.call('GET', `${path}?steps=200`)
    // Of 2,500, every thirteenth.
    expect(body.allocations).toHaveLength(193)
    expect(body.allocations.at(-1).at).toBe('2026-03-02T17:40:00.000Z')
  })

  it('refuses an unknown interval or metric', async () => {
    const { status, body } = await test.call('GET', `${BASE}/results/timeseries?interval=month&metric=fun`)
    expect(status).toBe(400)
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['/metric', '/interval'])
  })
})

describe('GET /results.csv', () => {
  it('is a file with one row per variant, safe to open', async () => {
    const reply = await test.app.inject({ url: `${BASE}/results.csv`, headers: { 'x-api-key': ADMIN_KEY } })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(reply.headers['content-disposition']).toBe('attachment; filename="welcome-results.csv"')
    const lines = reply.body.split('\r\n')
    expect(lines).toHaveLength(5)
    expect(lines[2]).toContain(`${WARM},"'=Warm, ""and"" friendly",false,approved,warm,`)
  })

  it('answers mistakes as problems', async () => {
    expect(await test.call('GET', '/api/v1/orgs/acme/templates/nothing/results.csv')).toMatchObject({
      status: 404,
      body: { code: 'template-not-found' },
    })
    expect(await test.call('GET', `${BASE}/results.csv?from=x`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    })
  })
})
