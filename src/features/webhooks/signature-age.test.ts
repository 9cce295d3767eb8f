import { createHmac } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { createOrg, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { DAY_MS } from '../../lib/duration.ts'

const NOW = Math.floor(Date.now() / 1000) * 1000
const SIGNED_AT = NOW - 14 * DAY_MS
const server = useServer({ PARLEY_SIGNATURE_MAX_AGE_DAYS: '15' })

beforeAll(async () => {
  server.setNow(new Date(NOW))
  await createOrg(server, 'acme')
  const settings = { signing_key: 'a-signing-key' }
  await server.call('PUT', '/api/v1/orgs/acme/platforms/cio', { settings })
})

const body = {
  event_id: 'e-1',
  object_type: 'email',
  metric: 'opened',
  timestamp: 1,
  data: { delivery_id: 'd' },
}
const timestamp = String(SIGNED_AT / 1000)
const signatureOf = (key: string) =>
  createHmac('sha256', key)
    .update(`v0:${timestamp}:${JSON.stringify(body)}`)
    .digest('hex')
const send = (key = 'a-signing-key') =>
  server.call('POST', '/api/webhook/cio/acme', body, {
    'x-cio-timestamp': timestamp,
    'x-cio-signature': signatureOf(key),
  })
const refused = (detail: string) => ({
  status: 401,
  body: { code: 'webhook-refused', detail: expect.stringContaining(detail) },
})

it('a signed call is accepted within the days of retries, and refused afterwards with its reason', async () => {
  const stored = await send()
  expect(stored.status).toBe(200)
  await processInbox(server)

  server.setNow(new Date(NOW + 2 * DAY_MS))
  expect(await send()).toMatchObject(refused('its time lies too far from now'))
  // Without the key nobody learns about the time.
  expect(await send('another-key')).toMatchObject(refused('did not prove'))
  const health = await server.call('GET', '/api/v1/orgs/acme/platforms/cio')
  expect(health.status).toBe(200)

  // A stored call has been proved already: a replay reads it at any time.
  const filter = { platform: 'cio' }
  expect((await server.call('POST', '/api/v1/orgs/acme/requests/replay', { filter })).status).toBe(202)
  await processInbox(server)
  const path = `/api/v1/orgs/acme/requests/${stored.body.request_id}`
  expect((await server.call('GET', path)).body.events).toHaveLength(1)
})
