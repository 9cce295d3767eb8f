import { expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server } = scene
const [PEOPLE, EACH] = [40, 5]

/** Sends to each person several times. Some people answer every message, the others none. */
async function play(template: string, split: object, more: object, events: readonly object[]): Promise<void> {
  await createTemplate(server, scene.org, template, { split: { control_share: 0.5, ...split }, ...more })
  for (let at = 0; at < PEOPLE * EACH; at++) {
    const [person, tracking_id] = [at % PEOPLE, `${template}-${at}`]
    const asked = { template_id: template, user_id: `person-${person}`, tracking_id }
    scene.tick()
    expect((await server.call('POST', `/api/generate/${scene.org}`, asked)).status).toBe(200)
    for (const [number, event] of events.entries())
      if (number === 0 || person % 4 === 0)
        await scene.report({ tracking_id, event_id: `${tracking_id} ${number}`, ...event })
  }
  scene.tick()
  await processInbox(server)
}

const resultsOf = async (template: string, query = '') => {
  const reply = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/${template}/results${query}`)
  expect(reply.status).toBe(200)
  return reply.body
}

const liftOf = async (template: string, query = '') => (await resultsOf(template, query)).lift

/** The width of control's own interval, without what its rate and its number of messages explain. */
async function widthOfControl(template: string): Promise<number> {
  const { variants } = await resultsOf(template)
  const { interval, estimate, effective_messages } = variants.find((row: { control: boolean }) => row.control)
  return (interval[1] - interval[0]) / Math.sqrt((estimate * (1 - estimate)) / effective_messages)
}

const SENT = { event: 'email_sent' }
const OPENED = { event: 'email_opened' }
const opens = { key_metric: 'open_rate', epsilon: 1 }

it('knows that people who stay in their group are fewer than their messages', async () => {
  await play('kept', { method: 'internal_persistent' }, opens, [SENT, OPENED])
  const { design_effect, interval, ...lift } = await liftOf('kept')
  expect(design_effect).toBeGreaterThan(0.7 * EACH)
  expect(design_effect).toBeLessThan(1.4 * EACH)
  expect(lift.chance_to_beat_control).toBeGreaterThan(0.01)
  // It would be 11 or 12 by message.
  expect(await widthOfControl('kept')).toBeGreaterThan(13)
  expect(await liftOf('kept', '?range=7d')).toMatchObject({ design_effect, interval })
})

it('knows that messages which are divided one by one are not', async () => {
  await play('drawn', { method: 'internal_random' }, opens, [SENT, OPENED])
  expect((await liftOf('drawn')).design_effect).toBeLessThan(0.6 * EACH)
})

it('counts choices where nobody reports sends, and amounts', async () => {
  const bought = { event: 'purchase', value: 20, currency: 'USD' }
  const revenue = { key_metric: 'revenue', epsilon: 1, attribution: { conversion_events: ['purchase'] } }
  await play('sold', { method: 'internal_persistent' }, revenue, [{ event: 'seen' }, bought])
  for (const metric of ['revenue', 'conversion_rate']) {
    const { design_effect } = await liftOf('sold', `?metric=${metric}`)
    expect(design_effect).toBeGreaterThan(0.7 * EACH)
    expect(design_effect).toBeLessThan(1.4 * EACH)
  }
  // The worker looks at a choice some seconds after it was made.
  for (let at = 0; at < 20; at++) {
    const asked = { template_id: 'sold', user_id: 'person-0', tracking_id: `more-${at}` }
    expect((await server.call('POST', `/api/generate/${scene.org}`, asked)).status).toBe(200)
  }
  const before = await liftOf('sold', '?metric=conversion_rate')
  scene.tick()
  await processInbox(server)
  expect(await liftOf('sold', '?metric=conversion_rate&range=all')).toEqual(before)
})
