import { expect, it } from 'vitest'
import { createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { DAY_MS } from '../../lib/duration.ts'

const server = useServer()

it('a late send changes the credit of its person’s conversions, including those under another name', async () => {
  await createOrg(server, 'acme', { offset_days: 0, lookback_days: 1 })
  await createTemplate(server, 'acme', 'welcome', { split: { control_share: 0 } })
  const start = Date.now()
  await server.call('POST', '/api/generate/acme', {
    template_id: 'welcome',
    user_id: 'ann',
    tracking_id: 't',
  })
  const event = async (event: object) => {
    expect((await server.call('POST', '/api/webhook/events/acme', event)).status).toBe(200)
    await processInbox(server)
  }
  const at = (days: number) => new Date(start + days * DAY_MS).toISOString()
  const outcome = async () =>
    (await server.call('GET', '/api/v1/orgs/acme/events?type=conversion')).body.items[0].outcome

  await event({
    event: 'seen_by_us',
    event_id: '1',
    user_id: 'ann',
    email: 'ann@example.com',
    timestamp: at(0),
  })
  await event({ event: 'purchase', event_id: '2', email: 'ann@example.com', value: 5, timestamp: at(10) })
  expect(await outcome()).toBe('outside-window')
  await event({ event: 'email_send', event_id: '3', tracking_id: 't', timestamp: at(9.5) })
  expect(await outcome()).toBe('counted')
})
