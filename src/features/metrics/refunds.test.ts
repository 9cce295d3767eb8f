import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox, rebuildAll } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { HOUR_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server } = scene

/** What happened, in the order in which it happened. Each happens an hour after the one before. */
const HAPPENED = {
  purchase: { event: 'purchase', value: 40 },
  'partial refund': { event: 'refund', value: 15 },
  'refund without an amount': { event: 'order_cancelled' },
}
type Name = keyof typeof HAPPENED
const NAMES: readonly Name[] = ['purchase', 'partial refund', 'refund without an amount']

function ordersOf(names: readonly Name[]): readonly (readonly Name[])[] {
  return names.length === 0
    ? [[]]
    : names.flatMap(first => ordersOf(names.filter(name => name !== first)).map(rest => [first, ...rest]))
}

beforeEach(async () => {
  const sales = { id: 'sales', name: 'Sales', kind: 'sum', events: ['purchase'] }
  expect(await server.call('POST', `/api/v1/orgs/${scene.org}/metrics`, sales)).toMatchObject({ status: 201 })
  const split = { method: 'internal_persistent', control_share: 0 }
  await createTemplate(server, scene.org, 'welcome', { split }, 1)
  scene.tick()
  const body = { template_id: 'welcome', user_id: 'ann' }
  expect(await server.call('POST', `/api/generate/${scene.org}`, body)).toMatchObject({ status: 200 })
})

async function tell(name: Name, order: string): Promise<void> {
  const at = scene.now + (1 + NAMES.indexOf(name)) * HOUR_MS
  const whose = { user_id: 'ann', order_id: order, event_id: `${order} ${name}` }
  const what = { currency: 'USD', ...HAPPENED[name], timestamp: new Date(at).toISOString() }
  await scene.report({ ...whose, ...what })
  await processInbox(server)
}

async function sales(): Promise<number> {
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/welcome/results`)
  return body.treatment.metrics[0].total
}

describe('a sum of the money of purchases', () => {
  // What stays of the other order shows that nothing else is taken back.
  beforeEach(() => tell('purchase', 'other'))

  const leaves = (told: readonly Name[], left: number) =>
    [`has ${left} left of an order after ${told.join(', ')}`, told, left] as const
  it.each([
    ...ordersOf(NAMES).map(told => leaves(told, 0)),
    ...ordersOf(['purchase', 'partial refund']).map(told => leaves(told, 25)),
    ...ordersOf(['purchase', 'refund without an amount']).map(told => leaves(told, 0)),
  ])('%s', async (_, told, left) => {
    for (const name of told) await tell(name, 'order')
    expect(await sales()).toBe(40 + left)
    expect(await rebuildAll(server, scene.org)).toBe(0)
    const replay = { filter: { platform: 'events' } }
    expect(await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, replay)).toMatchObject({
      status: 202,
    })
    await processInbox(server)
    expect(await sales()).toBe(40 + left)
  })
})
