import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { snapshotsOf } from '../../worker-wiring.ts'
import { refreshSnapshots } from './refresh.ts'

const scene = useScene()
const overview = async (query = '') =>
  (await scene.server.call('GET', `/api/v1/orgs/${scene.org}/overview${query}`)).body
const refresh = async () => {
  for (let round = 0; round < 20; round++) await refreshSnapshots(snapshotsOf(scene.server.services))
}
const choose = (user: string, template = 'welcome') =>
  scene.server.call('POST', `/api/generate/${scene.org}`, {
    ...{ template_id: template, user_id: user, tracking_id: `${template} ${user}` },
  })

describe('GET /overview', () => {
  beforeEach(async () => {
    scene.tick()
    await createTemplate(scene.server, scene.org, 'welcome', { integration: { cio: { campaign_id: '1' } } })
  })

  it('lists a template at once, and its figures after the next snapshot', async () => {
    expect(await overview()).toMatchObject({ live: 1, templates: [{ id: 'welcome', figures: null }] })
    await refresh()
    expect((await overview()).templates[0]).toMatchObject({
      ...{
        name: 'welcome',
        channel: 'email',
        status: 'active',
        platforms: ['cio'],
        key_metric: 'click_rate',
      },
      figures: { messages: 0, verdict: 'no-data', progress: { have: 0, need: 100 } },
    })
  })

  it('shows the figures of the results over the same range', async () => {
    for (let user = 0; user < 30; user++) await choose(`user-${user}`)
    await scene.report({ event: 'email_sent', tracking_id: 'welcome user-3', event_id: 'e1' })
    await scene.report({ event: 'email_sent', tracking_id: 'welcome user-4', event_id: 'e2' })
    await processInbox(scene.server)
    await refresh()
    for (const range of ['7d', '30d', '90d', 'all']) {
      const [template] = (await overview(`?range=${range}`)).templates
      const { body } = await scene.server.call(
        'GET',
        `/api/v1/orgs/${scene.org}/templates/welcome/results?range=${range}`,
      )
      const { relative, interval, chance_to_beat_control } = body.lift
      expect(template.figures).toEqual({
        messages: body.control.sends + body.treatment.sends,
        denominator: body.denominator,
        verdict: body.verdict,
        lift: { relative, interval, chance_to_beat_control },
        ahead: [],
        progress: { have: body.gates[0].have, need: body.gates[0].need },
      })
      expect(template.last_report_at).not.toBeNull()
    }
  })

  it('says until when its figures are complete', async () => {
    await refresh()
    const computed = (await overview()).templates[0].as_of
    await choose('user-1')
    await scene.report({ event: 'email_sent', tracking_id: 'welcome user-1', event_id: 'e1' })
    await processInbox(scene.server)
    expect((await overview()).as_of).toBe(computed)
    await refresh()
    expect((await overview()).as_of).toBe(new Date(scene.now).toISOString())
  })

  it('counts choices, reports and repetitions of the last 24 hours', async () => {
    await choose('user-1')
    const report = { event: 'email_sent', tracking_id: 'welcome user-1', event_id: 'once' }
    await scene.report(report)
    await scene.report(report)
    await processInbox(scene.server)
    await scene.server.services.activity.flush()
    await scene.server.services.tally.flush()
    const { last_24h } = await overview()
    expect(last_24h).toMatchObject({ choices: 1, reports: 2, events: 2, counted: 1, repeated: 1 })
    expect(last_24h.latency_p95_ms).toBeGreaterThan(0)
    expect(last_24h.by_hour).toHaveLength(24)
    const sum = last_24h.by_hour.reduce((all: number, hour: { choices: number }) => all + hour.choices, 0)
    expect(sum).toBe(1)
  })

  it('filters by sandbox, and counts by status', async () => {
    await scene.server.call('POST', `/api/v1/orgs/${scene.org}/sandboxes`, { name: 'stage' })
    await scene.server.call('POST', `/api/v1/orgs/${scene.org}/templates`, { id: 'later', sandbox: 'stage' })
    expect((await overview()).by_status).toEqual({ draft: 1, active: 1, shipped: 0, archived: 0 })
    const stage = await overview('?sandbox=stage')
    expect(stage.templates.map(({ id }: { id: string }) => id)).toEqual(['later'])
    expect(stage).toMatchObject({ live: 0, by_status: { draft: 1, active: 0 } })
  })

  it('asks for a person where nothing is approved, and where a source fails', async () => {
    const { variantIds } = await createTemplate(scene.server, scene.org, 'bare', {}, 1)
    const at = `/api/v1/orgs/${scene.org}/templates/bare`
    await scene.server.call('PATCH', `${at}/variants/${variantIds[0]}`, { status: 'archived' })
    await scene.server.call('POST', `/api/webhook/segment/${scene.org}`, { type: 'track' })
    await scene.server.services.tally.flush()
    const { needs_you } = await overview()
    expect(needs_you.map(({ kind, link }: { kind: string; link: string }) => [kind, link])).toEqual([
      ['source-failing', `/o/${scene.org}/sources/segment`],
      ['nothing-approved', `/o/${scene.org}/templates/bare/variants`],
    ])
  })
})
