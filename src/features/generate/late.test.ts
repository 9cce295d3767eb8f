import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { countsOf, createOrg, createTemplate, rebuildAll } from '../../../test/factories.ts'
import { holdStore } from '../../../test/hold-store.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ PARLEY_GENERATE_BUDGET_MS: '200' })
  await createOrg(server, 'acme')
  await createTemplate(server, 'acme', 'welcome', { split: { control_share: 0.2 } })
})
afterAll(() => server.close())

const ask = async (body: object) =>
  (await server.call('POST', '/api/generate/acme', { template_id: 'welcome', ...body })).body

/** Requests a message until it is not degraded: under load the budget of the tests is short. */
async function askUntilStored(body: object): Promise<{ decision_id: string; copy: { id: string } }> {
  for (;;) {
    const answer = await ask(body)
    if (!answer.degraded) return answer
  }
}

async function counted(): Promise<number> {
  const counts = (await countsOf(server, 'acme')) as { decisions: number }[]
  return counts.reduce((sum, { decisions }) => sum + decisions, 0)
}

const stored = () =>
  server.services.db.query<{ id: string; counted: boolean; variant_id: string; tracking_id: string }>({
    text: 'select id, counted, variant_id, tracking_id from decisions order by id',
  })

describe('a choice that is stored after its budget', () => {
  it('is withdrawn, and the next request of the same message gets one that counts', async () => {
    await askUntilStored({ user_id: 'first' })
    const before = await counted()
    const messages = Array.from({ length: 6 }, (_, number) => ({
      user_id: `u-${number}`,
      tracking_id: `late-${number}`,
    }))
    const letGo = await holdStore(server.services.db, 'message_keys')
    const late = await Promise.all(messages.map(ask))
    expect(late).toMatchObject(
      messages.map(() => ({ degraded: true, control: true, decision_id: null, reason: 'store-down' })),
    )
    await letGo()
    await server.services.ledger.drain()
    expect(await counted()).toBe(before)
    expect((await stored()).map(({ tracking_id }) => tracking_id)).toEqual([null])

    const again = await Promise.all(messages.map(askUntilStored))
    await server.services.ledger.drain()
    expect(await counted()).toBe(before + messages.length)
    const rows = new Map((await stored()).map(row => [row.id, row]))
    expect(rows.size).toBe(1 + messages.length)
    for (const { decision_id, copy } of again)
      expect(rows.get(decision_id)).toMatchObject({ counted: true, variant_id: copy.id })
    expect(await rebuildAll(server, 'acme')).toBe(0)
    expect(await counted()).toBe(before + messages.length)
  })

  it('is withdrawn too if it has no message key', async () => {
    const before = [await counted(), (await stored()).length]
    const letGo = await holdStore(server.services.db, 'message_keys')
    expect(await ask({ user_id: 'keyless', use_cache: false })).toMatchObject({ degraded: true })
    await letGo()
    await server.services.ledger.drain()
    expect([await counted(), (await stored()).length]).toEqual(before)
    expect(await rebuildAll(server, 'acme')).toBe(0)
  })
})

it('the first request of a template while the store hangs gets the control wording', async () => {
  const { controlId } = await createTemplate(server, 'acme', 'new')
  const letGo = await holdStore(server.services.db, 'cohort_counts, count_versions, platform_health')
  const answer = await ask({ template_id: 'new', user_id: 'ann', fields: { name: 'Ann' } })
  await letGo()
  expect(answer).toMatchObject({ copy: { id: controlId, vars: { subject: 'Hello Ann' } }, degraded: true })
})
