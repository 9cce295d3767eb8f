import { expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { delayCurve } from './delay.ts'

const scene = useScene()
const DAY = 24 * 60

it('finds missing reports, names without a meaning, and conversions outside the window', async () => {
  scene.tick()
  await createTemplate(scene.server, scene.org, 'welcome', {
    key_metric: 'conversion_rate',
    attribution: { lookback_days: 2, offset_days: 0, conversion_events: ['purchase'] },
  })
  const tell = (event: string, user: number, more: object = {}) =>
    scene.report({ event, user_id: `user-${user}`, event_id: `${event} ${user}`, ...more })
  const minutesAgo = (minutes: number) => new Date(scene.now - minutes * 60_000).toISOString()
  for (let user = 0; user < 4; user++) {
    const who = { user_id: `user-${user}`, tracking_id: `t-${user}` }
    await scene.server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', ...who })
    if (user > 0) await tell('email_sent', user, { tracking_id: `t-${user}` })
  }
  await tell('purchase', 1)
  await tell('purchase', 2, { timestamp: minutesAgo(60) })
  await tell('email_opened', 9, { tracking_id: 'nobody' })
  await tell('plan_upgraded', 1)
  await processInbox(scene.server)
  scene.tick(3 * DAY)
  await tell('purchase', 3)
  await processInbox(scene.server)

  const { status, body } = await scene.server.call(
    'GET',
    `/api/v1/orgs/${scene.org}/templates/welcome/diagnostics`,
  )
  expect(status).toBe(200)
  expect(body.unreported).toMatchObject({ decisions: 4, sends: 3, share: 0.25 })
  expect(body.reports).toMatchObject({ counted: 4, outside_window: 2, before_send: 1, unmatched: 1 })
  expect(body.unmapped.names.map(({ event }: { event: string }) => event)).toContain('plan_upgraded')
  expect(body.delay).toMatchObject({
    ...{ success: 'conversion', responses: 1, window: { offset_days: 0, lookback_days: 2 } },
    points: [{ share: 1 }],
  })
  expect(body.gates[0]).toMatchObject({ name: 'enough-messages', ok: false })
  expect(body.guardrails).toHaveLength(4)
  expect(body.never_clicked).toEqual([])
  expect(body.drift).toBeNull()
})

it('the delay curve ends at one, with the days of half and nine of ten', () => {
  expect(delayCurve([])).toEqual({ responses: 0, points: [], p50_days: null, p90_days: null })
  const curve = delayCurve([
    { bucket: 0, count: 5 },
    { bucket: 14, count: 4 },
    { bucket: 40, count: 1 },
  ])
  expect(curve.responses).toBe(10)
  expect(curve.points.map(({ share }) => share)).toEqual([0.5, 0.9, 1])
  expect(curve.p50_days).toBeCloseTo(1 / 1440, 9)
  expect(curve.p90_days).toBeCloseTo(15 / 1440, 9)
})
