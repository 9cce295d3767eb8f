import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectSegment, createTemplate, processInbox } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { total } from '../../../lib/total.ts'

const scene = useScene()
const { server } = scene

const at = (path: string) => `/api/v1/orgs/${scene.org}/requests${path}`
const summary = async (query = '') => (await server.call('GET', at(`/summary${query}`))).body

/** The number of rows of the list. */
async function countRows(query = ''): Promise<number> {
  let cursor: string | null = ''
  let count = 0
  while (cursor !== null) {
    const page: { items: unknown[]; next_cursor: string | null } = (
      await server.call('GET', at(`?limit=100${query}${cursor ? `&cursor=${cursor}` : ''}`))
    ).body
    count += page.items.length
    cursor = page.next_cursor
  }
  return count
}

const STANDINGS = ['counted', 'kept', 'attention', 'waiting'] as const

/** Every way to add up the same calls. */
async function expectConsistent(): Promise<void> {
  const told = await summary()
  expect(told.total).toBe(await countRows())
  expect(total(Object.values<number>(told.by_outcome))).toBe(told.total)
  expect(total(Object.values<number>(told.by_platform))).toBe(told.total)
  expect(total(STANDINGS.map(standing => told[standing]))).toBe(told.total)
  for (const standing of STANDINGS)
    expect(total(told.buckets.map((bucket: Record<string, number>) => bucket[standing] ?? 0))).toBe(
      told[standing],
    )
  for (const [outcome, count] of Object.entries(told.by_outcome))
    if (outcome !== 'waiting')
      expect([outcome, await countRows(`&outcome=${outcome}`)]).toEqual([outcome, count])
}

type Step =
  | { readonly do: 'send'; readonly event: string; readonly key: number; readonly user: string | null }
  | { readonly do: 'refuse' | 'garble' | 'process' | 'replay' | 'map' | 'wait' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      event: fc.constantFrom('purchase', 'email_open', 'visit'),
      key: fc.integer({ min: 1, max: 6 }),
      user: fc.constantFrom('u1', 'u2', null),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('refuse', 'garble', 'process', 'replay', 'map', 'wait')
      .map(what => ({ do: what }) as const),
  },
)

async function take(step: Step): Promise<void> {
  switch (step.do) {
    case 'send':
      await scene.report({
        event: step.event,
        event_id: `e${step.key}`,
        ...(step.user && { user_id: step.user }),
      })
      break
    case 'garble':
      await scene.report('{"half": ')
      break
    case 'refuse':
      await server.call('POST', `/api/webhook/segment/${scene.org}`, { type: 'track' })
      await server.services.refusals.flush()
      break
    case 'process':
      await processInbox(server)
      break
    case 'replay':
      await server.call('POST', at('/replay'), { filter: { from: '2020-01-01' } })
      break
    case 'map':
      await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, {
        rules: [{ event: 'visit', type: 'conversion', name: 'purchase' }],
      })
      break
    case 'wait':
      scene.tick(1)
  }
}

describe('summariseRequests', () => {
  it('equals the list, whatever arrives, is refused, read, mapped anew and replayed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async steps => {
        await scene.enterAnotherOrg()
        await connectSegment(server, scene.org)
        await createTemplate(server, scene.org, 'welcome', {
          attribution: { conversion_events: ['purchase'] },
        })
        await server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: 'u1' })
        for (const each of steps) await take(each)
        await expectConsistent()
        await processInbox(server)
        await expectConsistent()
      }),
      { numRuns: 12 },
    )
  }, 240_000)

  it('shows what became of calls, by the minute of their arrival', async () => {
    await connectSegment(server, scene.org)
    await scene.report({ event: 'purchase', user_id: 'u1', event_id: 'p1' })
    const first = new Date(Math.floor(scene.now / 60_000) * 60_000).toISOString()
    await scene.report({ event: 'nobody' })
    await processInbox(server)
    await scene.report({ event: 'purchase', user_id: 'u1', event_id: 'p1' })
    await server.call('POST', `/api/webhook/segment/${scene.org}`, { type: 'track' })
    await server.services.refusals.flush()
    const told = await summary()
    expect(told).toMatchObject({
      ...{ total: 4, counted: 0, kept: 1, attention: 2, waiting: 1, complete_since: null },
      by_outcome: { unmatched: 1, rejected: 1, waiting: 1, refused: 1 },
      by_platform: { events: 3, segment: 1 },
    })
    expect(told.by_reason.map(({ reason }: { reason: string }) => reason)).toContain('names-nobody')
    expect(told.buckets).toHaveLength(60)
    const bucket = told.buckets.find((each: { at: string }) => each.at === first)
    expect(bucket).toEqual({ at: first, counted: 0, kept: 1, attention: 0, waiting: 0 })
    expect(await summary('?platform=segment')).toMatchObject({ total: 1, by_outcome: { refused: 1 } })
    expect(await summary(`?from=${first}&interval=hour`)).toMatchObject({ total: 4 })
  })

  it.each([
    ['?from=2026-03-02T09:00:00Z&to=2026-03-02T08:00:00Z', '/to'],
    ['?from=2026-01-01&to=2026-03-01', '/interval'],
    ['?from=nonsense', '/from'],
  ])('refuses %s', async (query, field) => {
    const reply = await server.call('GET', at(`/summary${query}`))
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, field])
  })
})
