import { describe, expect, it } from 'vitest'
import { createTemplate } from '../factories.ts'
import {
  at,
  choose,
  createWebhook,
  org,
  receiver,
  report,
  server,
  setUpScene,
  statuses,
  work,
} from './feedback-scene.ts'

setUpScene()

const EVENTS = [
  'email_sent',
  'email_deferred',
  'email_delivered',
  'email_bounced',
  'email_failed',
  'email_dropped',
]
async function reportAll(trackingId: string, template = 'welcome'): Promise<void> {
  await choose(trackingId, template)
  for (const event of EVENTS) await report(trackingId, event)
}
const change = (id: string, body: object) => server.call('PATCH', at(`/${id}`), body)
const ofTemplate = (template: string, path = '') =>
  `/api/v1/orgs/${org}/templates/${template}/feedback-webhooks${path}`

describe('the statuses of a feedback webhook', () => {
  it('are sent, delivered, bounce and error unless others are chosen', async () => {
    const { body } = await server.call('POST', at(), { name: 'crm', url: receiver.url })
    expect(body.statuses).toEqual(['sent', 'delivered', 'bounce', 'error'])
    await reportAll('t-1')
    await work()
    expect(statuses(receiver).toSorted()).toEqual(['bounce', 'delivered', 'error', 'sent'])
  })

  it('can be changed, and count from then on', async () => {
    const { id } = await createWebhook({ statuses: ['delay', 'exclude'] })
    await reportAll('t-1')
    await work()
    expect(statuses(receiver).toSorted()).toEqual(['delay', 'exclude'])
    expect((await change(id, { statuses: ['bounce'] })).body.statuses).toEqual(['bounce'])
    expect((await change(id, { name: 'other' })).body.statuses).toEqual(['bounce'])
    await reportAll('t-2')
    await work()
    expect(statuses(receiver).slice(2)).toEqual(['bounce'])
  })

  it('are at least one, and known', async () => {
    const { id } = await createWebhook()
    for (const statuses of [[], ['opened'], ['sent', 'sent'], 'sent'])
      expect((await change(id, { statuses })).status).toBe(400)
  })
})

describe('the feedback webhooks of a template', () => {
  it('are turned off and on from its side, where all templates are reported', async () => {
    const { id } = await createWebhook({ statuses: ['sent'] })
    await createTemplate(server, org, 'other')
    expect((await server.call('GET', ofTemplate('welcome'))).body.items).toEqual([
      { id, name: 'crm', status: 'active', enabled: true },
    ])
    expect((await server.call('PUT', ofTemplate('welcome', `/${id}`), { enabled: false })).body.enabled).toBe(
      false,
    )
    expect((await server.call('GET', at(`/${id}`))).body).toMatchObject({
      ...{ templates: 'all', except_templates: ['welcome'] },
    })
    await reportAll('t-1')
    await reportAll('t-2', 'other')
    await work()
    expect(receiver.calls.map(({ body }) => JSON.parse(body).requestId)).toEqual(['t-2'])
    // A change of something else leaves it so.
    await change(id, { templates: 'all' })
    expect((await server.call('GET', ofTemplate('welcome'))).body.items[0].enabled).toBe(false)
    await server.call('PUT', ofTemplate('welcome', `/${id}`), { enabled: true })
    await reportAll('t-3')
    await work()
    expect(receiver.calls).toHaveLength(2)
  })

  it('are turned on and off where templates are listed', async () => {
    const { id } = await createWebhook({ templates: [] })
    const set = (enabled: boolean) => server.call('PUT', ofTemplate('welcome', `/${id}`), { enabled })
    for (const enabled of [true, true, false]) {
      expect(await set(enabled)).toMatchObject({ status: 200, body: { enabled } })
      expect((await server.call('GET', at(`/${id}`))).body.templates).toEqual(enabled ? ['welcome'] : [])
    }
  })

  it('are those of its sandbox', async () => {
    await server.call('POST', `/api/v1/orgs/${org}/sandboxes`, { name: 'stage' })
    const { id } = await createWebhook({ sandbox: 'stage' })
    expect((await server.call('GET', ofTemplate('welcome'))).body.items).toEqual([])
    expect((await server.call('PUT', ofTemplate('welcome', `/${id}`), { enabled: true })).status).toBe(409)
    expect((await server.call('PUT', ofTemplate('nothing', `/${id}`), { enabled: true })).status).toBe(404)
    expect((await server.call('PUT', ofTemplate('welcome', '/nobody'), { enabled: true })).status).toBe(404)
  })
})
