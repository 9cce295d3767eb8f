import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg, createTemplate, processInbox, type TestTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { createId } from '../../lib/id.ts'

const START = Date.parse('2026-11-10T00:05:00Z')

const server = useServer()
let orgId = 0
beforeAll(async () => {
  await createOrg(server, 'acme')
  orgId = (await server.services.catalog.findOrg('acme'))?.id ?? 0
})

interface Stretch {
  readonly hour: number
  readonly messages: number
  readonly controlShare: number
  /** Of the first variant among the treated. */
  readonly share: number
  /** Of everybody, for any variant. */
  readonly openRate: number
  /** The later events of people who opened, in the order of their messages. */
  readonly spent?: (arm: string, at: number) => number
}

/** The number of messages of each follows its propensity, and the number of opens the rate. */
async function send({ id, controlId, variantIds }: TestTemplate, stretch: Stretch): Promise<void> {
  const { hour, messages, controlShare, share, openRate, spent } = stretch
  const decidedAt = new Date(START + hour * HOUR_MS)
  const [first, second] = variantIds
  const given = [
    { variantId: controlId, arm: 'control', propensity: controlShare },
    { variantId: first, arm: 'treatment', propensity: share * (1 - controlShare) },
    { variantId: second, arm: 'treatment', propensity: (1 - share) * (1 - controlShare) },
  ] as const
  for (const { variantId, arm, propensity } of given) {
    const count = Math.round(messages * propensity)
    const keys = Array.from({ length: count }, (_, at) => `${id} ${hour} ${variantId} ${at}`)
    await Promise.all(
      keys.map(
        key =>
          server.services.ledger.record({
            ...{ id: createId(decidedAt.getTime()), orgId, decidedAt, templateId: id, counted: true },
            ...{ variantId: variantId ?? null, arm, reason: 'bandit', propensity, modelVersion: 1 },
            ...{ userKey: null, email: null, trackingId: key, attrs: '{}', windows: null },
            ...{
              messageKey: null,
              keyExpiresAt: null,
              cell: '',
              personBucket: 0,
              table: undefined,
              tableRow: null,
              epsilon: null,
            },
          }).kept,
      ),
    )
    for (const [at, key] of keys.slice(0, Math.round(openRate * count)).entries()) {
      const timestamp = new Date(decidedAt.getTime() + 60_000).toISOString()
      const purchase = spent && { event: 'purchase', value: spent(arm, at), currency: 'USD' }
      const body = { event: 'email_opened', event_id: key, tracking_id: key, timestamp, ...purchase }
      expect((await server.call('POST', '/api/webhook/events/acme', body)).status).toBe(200)
    }
  }
}

async function resultsOf(template: TestTemplate, query = '') {
  server.setNow(new Date(START + 24 * HOUR_MS))
  await processInbox(server)
  const { status, body } = await server.call(
    'GET',
    `/api/v1/orgs/acme/templates/${template.id}/results${query}`,
  )
  expect(status).toBe(200)
  const rowOf = (id: string | undefined) => body.variants.find((row: { id: string }) => row.id === id)
  const gateOf = (wanted: string) => body.gates.find(({ name }: { name: string }) => name === wanted)
  return { body, rows: [template.controlId, ...template.variantIds].map(rowOf), gateOf }
}

const openRate = (share: number) => ({
  key_metric: 'open_rate',
  split: { method: 'internal_persistent', control_share: share },
})

describe('estimates of variants', () => {
  it('do not favour the variant of the good hours: all open equally, so none is better', async () => {
    const template = await createTemplate(server, 'acme', 'moved', openRate(0.1))
    await send(template, { hour: 0, messages: 600, controlShare: 0.1, share: 0.8, openRate: 0.35 })
    await send(template, { hour: 8, messages: 600, controlShare: 0.1, share: 0.1, openRate: 0.15 })
    const { body, rows } = await resultsOf(template)
    const [control, early, late] = rows
    expect(control.open_rate).toBeCloseTo(0.25, 9)
    expect(early.open_rate).toBeGreaterThan(0.32)
    expect(late.open_rate).toBeLessThan(0.19)
    for (const row of rows) {
      expect(row.estimate).toBeCloseTo(0.25, 2)
      expect(row.interval[0]).toBeLessThan(0.25)
      expect(row.interval[1]).toBeGreaterThan(0.25)
    }
    expect(control.effective_messages).toBeCloseTo(120, 3)
    // 432 messages that count for 1.4 each, and 54 for 11.1 each: (Σ 1/e)² / Σ 1/e².
    expect(early.decisions).toBe(486)
    expect(early.effective_messages).toBeCloseTo(1200 ** 2 / (432 / 0.72 ** 2 + 54 / 0.09 ** 2), 0)
    expect(body.gates.find(({ name }: { name: string }) => name === 'split-as-configured').ok).toBe(true)

    // A period that ends between two stretches has weights as well; one that cuts a stretch is counted plainly.
    const night = await resultsOf(template, '?to=2026-11-10T06:00:00Z')
    expect(night.rows[1].estimate).toBeCloseTo(0.35, 2)
    const cut = await resultsOf(template, '?to=2026-11-10T09:00:00Z')
    expect(cut.rows[1].estimate).toBeCloseTo(cut.rows[1].open_rate, 9)
    expect(cut.rows[1].effective_messages).toBe(486)
  })

  it('are the plain rates while nothing moves', async () => {
    const template = await createTemplate(server, 'acme', 'steady', openRate(0.2))
    for (const hour of [0, 6, 12])
      await send(template, { hour, messages: 200, controlShare: 0.2, share: 0.5, openRate: 0.2 + hour / 60 })
    const { rows } = await resultsOf(template)
    for (const row of rows) {
      expect(row.estimate).toBeCloseTo(row.open_rate, 5)
      expect(row.effective_messages).toBeCloseTo(row.decisions, 0)
      expect(row.blocked).toBeNull()
    }
  })

  it('compare groups by the shares at the time if control was made smaller', async () => {
    const template = await createTemplate(server, 'acme', 'smaller', openRate(0.1))
    await send(template, { hour: 0, messages: 400, controlShare: 0.5, share: 0.5, openRate: 0.4 })
    await send(template, { hour: 8, messages: 400, controlShare: 0.1, share: 0.5, openRate: 0.2 })
    const { body, gateOf } = await resultsOf(template)
    // By plain means, control seems to be far better.
    expect(body.control.open_rate).toBeCloseTo(88 / 240, 9)
    expect(body.treatment.open_rate).toBeCloseTo(152 / 560, 9)
    expect(body.lift.relative).toBeCloseTo(0, 9)
    expect(body.lift.chance_to_beat_control).toBeCloseTo(0.5, 1)
    expect(gateOf('split-as-configured')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('should have got, by the shares at that time, 30.0 %'),
    })
  })

  it('compare a wording with control over the time of both, so good hours are no lift', async () => {
    const template = await createTemplate(server, 'acme', 'good-hours', openRate(0.4))
    const stretch = { messages: 600, controlShare: 0.4 }
    await send(template, { ...stretch, hour: 0, share: 1, openRate: 0.1 })
    for (const hour of [6, 12]) await send(template, { ...stretch, hour, share: 0.5, openRate: 0.3 })
    const { rows } = await resultsOf(template)
    const [control, early, late] = rows
    // By plain sums, the wording that joined as rates went up seems to be far better than control.
    expect(late.open_rate).toBeGreaterThan(1.25 * control.open_rate)
    expect(control.lift).toBeNull()
    for (const { lift } of [early, late]) {
      expect(lift.relative).toBeCloseTo(0, 2)
      expect(lift.beats_control).toBe(false)
      expect(lift.interval[0]).toBeLessThan(0)
      expect(lift.interval[1]).toBeGreaterThan(0)
    }
    // The wording that joined later has the smaller part of the error, and fewer hours.
    expect(late.lift.interval[1]).toBeGreaterThan(early.lift.interval[1])
    const csv = await server.call('GET', `/api/v1/orgs/acme/templates/${template.id}/results.csv`)
    expect(csv.status).toBe(200)
  })

  it.each([
    ['all', 1],
    ['none', 0],
  ])('leave everything open when %s have opened, over one stretch of time or several', async (name, rate) => {
    const template = await createTemplate(server, 'acme', `tie-${name}`, openRate(0.25))
    const stretch = { messages: 400, controlShare: 0.25, openRate: rate }
    await send(template, { ...stretch, hour: 0, share: 0.6 })
    const one = await resultsOf(template)
    for (const hour of [6, 12]) await send(template, { ...stretch, hour, share: 0.4 })
    for (const { body, rows } of [one, await resultsOf(template)]) {
      expect(body.lift.chance_to_beat_control).toBeCloseTo(0.5, 2)
      const [control, ...wordings] = rows
      for (const { chance_to_be_best } of rows) expect(chance_to_be_best).toBeCloseTo(1 / 3, 2)
      for (const { chance_to_beat_control } of wordings) expect(chance_to_beat_control).toBeCloseTo(0.5, 2)
      expect(control.chance_to_beat_control).toBeNull()
    }
  })

  it('say nothing of a wording for some people only', async () => {
    const template = await createTemplate(server, 'acme', 'some', openRate(0.5))
    const path = `/api/v1/orgs/acme/templates/${template.id}/variants/${template.variantIds[0]}`
    expect((await server.call('PATCH', path, { attrs: { plan: 'pro' } })).status).toBe(200)
    for (const hour of [0, 6, 12])
      await send(template, { hour, messages: 600, controlShare: 0.5, share: 0.5, openRate: 0.3 })
    const { rows } = await resultsOf(template)
    expect(rows[1].lift).toBeNull()
    expect(rows[2].lift).toMatchObject({ beats_control: false })
  })

  it('leave out the largest half per cent of amounts, while revenue includes all', async () => {
    const template = await createTemplate(server, 'acme', 'whale', {
      ...{ key_metric: 'revenue', attribution: { conversion_events: ['purchase'] } },
      split: { method: 'internal_persistent', control_share: 0.5 },
    })
    const spent = (arm: string, at: number) => (arm === 'treatment' && at === 0 ? 9000 : 10)
    // One in 200 of the 240 orders is taken for the next largest.
    const stretch = { hour: 0, messages: 300, controlShare: 0.5, share: 1, openRate: 0.8 }
    await send(template, { ...stretch, spent })
    const { body, rows } = await resultsOf(template)
    const [control, treated] = rows
    expect(body.treatment.revenue).toBe(9000 + 119 * 10)
    expect(treated.revenue_per_send).toBeCloseTo((9000 + 119 * 10) / 150, 9)
    expect(treated.estimate).toBeCloseTo(8, 4)
    expect(control.estimate).toBeCloseTo(8, 4)
    expect(body.lift.relative).toBeCloseTo(0, 9)
  })
})
