import { beforeAll, expect, it } from 'vitest'
import { createOrg, processInbox } from '../../../test/factories.ts'
import { holdStore } from '../../../test/hold-store.ts'
import { useServer } from '../../../test/scene.ts'

const BUDGET_MS = 300

const server = useServer({ PARLEY_WEBHOOK_BUDGET_MS: String(BUDGET_MS) })
beforeAll(async () => {
  await createOrg(server, 'acme')
})

const report = { event_id: 'e-1', event: 'purchase', user_id: 'ann' }
const send = () => server.call('POST', '/api/webhook/events/acme', report)

it('answers 503 while the store is too slow for the platforms, and loses no call', async () => {
  const letGo = await holdStore(server.services.db, 'inbound_requests')
  const late = await send()
  expect([late.status, late.body.code]).toEqual([503, 'unavailable'])
  await letGo()
  expect((await send()).status).toBe(200)
  await processInbox(server)
  const { body } = await server.call('GET', '/api/v1/orgs/acme/requests')
  expect(body.items.map(({ outcome }: { outcome: string }) => outcome).sort()).toEqual([
    'duplicate',
    'unmatched',
  ])
  const events = await server.call('GET', '/api/v1/orgs/acme/events')
  expect(events.body.items).toHaveLength(1)
})
