import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  for (const id of ['welcome', 'order']) {
    const integration = { events: { campaign_id: `c-${id}` } }
    await createTemplate(server, scene.org, id, { integration, split: { control_share: 0 } })
  }
})

/** A message with the tracking id that both templates use. */
async function choose(template: string, person: string): Promise<string> {
  const body = { template_id: template, user_id: person, tracking_id: 'shared' }
  return (await server.call('POST', `/api/generate/${scene.org}`, body)).body.decision_id
}

/** What became of an event that carries the tracking id. */
async function tell(event: object) {
  await scene.report({ type: 'click', tracking_id: 'shared', ...event })
  await processInbox(server)
  return (await server.call('GET', `/api/v1/orgs/${scene.org}/events?limit=1`)).body.items[0]
}

const clicks = async () => {
  const of = async (template: string) => {
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/${template}/results`)
    return body.control.clicks + body.treatment.clicks
  }
  return [await of('welcome'), await of('order')]
}

describe('a tracking id that two templates use', () => {
  it('means the message of the template that the platform’s ids name', async () => {
    const first = await choose('welcome', 'ann')
    await choose('order', 'ann')
    expect(await tell({ campaign_id: 'c-welcome' })).toMatchObject({ outcome: 'counted', decision_id: first })
    expect(await clicks()).toEqual([1, 0])
  })

  it('means the message of the template that the event names', async () => {
    const first = await choose('welcome', 'ann')
    await choose('order', 'ann')
    expect(await tell({ template_id: 'welcome' })).toMatchObject({ outcome: 'counted', decision_id: first })
  })

  it('means the message to the person of the event', async () => {
    const ann = await choose('welcome', 'ann')
    const bob = await choose('order', 'bob')
    expect(await tell({ user_id: 'ann' })).toMatchObject({ decision_id: ann })
    expect(await tell({ user_id: 'bob' })).toMatchObject({ decision_id: bob })
  })

  it('means the only message before the event', async () => {
    const first = await choose('welcome', 'ann')
    const at = new Date(scene.now + 60_000).toISOString()
    scene.tick(60)
    await choose('order', 'ann')
    expect(await tell({ occurred_at: at })).toMatchObject({ outcome: 'counted', decision_id: first })
  })

  it('counts for none of them if nothing tells which one is meant, also when reports are read again', async () => {
    await choose('welcome', 'ann')
    await choose('order', 'ann')
    const told = await tell({ user_id: 'ann' })
    expect(told).toMatchObject({ outcome: 'unmatched', decision_id: null })
    expect(told.reason).toContain('(order, welcome)')
    const filter = { from: '2020-01-01' }
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })
    await processInbox(server)
    expect(await clicks()).toEqual([0, 0])
  })

  it('leaves a purchase to the person’s latest message, as one without an id', async () => {
    await choose('welcome', 'ann')
    scene.tick()
    const latest = await choose('order', 'ann')
    expect(await tell({ type: 'conversion', user_id: 'ann' })).toMatchObject({
      outcome: 'counted',
      matched_by: 'person',
      decision_id: latest,
    })
    const nobody = await tell({ type: 'conversion' })
    expect(nobody.reason).toContain('several templates')
  })
})

it('a tracking id of two people means the message to the person of the event', async () => {
  const ann = await choose('welcome', 'ann')
  scene.tick()
  const bob = await choose('welcome', 'bob')
  expect(await tell({ user_id: 'ann' })).toMatchObject({ decision_id: ann })
  expect(await tell({ user_id: 'bob' })).toMatchObject({ decision_id: bob })
})
