import { expect, it } from 'vitest'
import { countsOf, createTemplate } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { pipelineOf } from '../../worker-wiring.ts'
import { drainOnce } from './drain.ts'

const scene = useScene()
const { server } = scene

const drain = (eventsMax: number) => {
  const { db, catalog, clock, log } = server.services
  const given = { db, findOrg: catalog.findById, clock, log, onBatch: () => {} }
  return drainOnce({ ...given, pipeline: pipelineOf(server.services) }, eventsMax)
}

const waiting = async (): Promise<number> =>
  (await server.services.db.query({ text: 'select 1 from inbound_requests where processed_at is null' }))
    .length

const visits = (count: number, series: string) =>
  Array.from({ length: count }, (_, at) => ({
    event: 'visit',
    event_id: `${series}-${at}`,
    user_id: `u${at}`,
  }))

it('a batch holds a number of events, whatever the number of calls', async () => {
  for (const series of ['a', 'b', 'c', 'd', 'e']) await scene.report(visits(40, series))
  expect(await drain(100)).toMatchObject({ isIdle: false, hasMore: true })
  expect(await waiting()).toBe(3)
  expect(await drain(100)).toMatchObject({ isIdle: false, hasMore: true })
  expect(await drain(100)).toMatchObject({ isIdle: false, hasMore: false })
  expect(await drain(100)).toMatchObject({ isIdle: true, hasMore: false })
})

it('a call of more events than a batch has is read whole', async () => {
  await scene.report(visits(150, 'large'))
  await scene.report(visits(1, 'small'))
  expect(await drain(100)).toMatchObject({ hasMore: true })
  expect(await waiting()).toBe(1)
  await drain(100)
})

it('an event counts in the next turn, whatever another organisation has sent before', async () => {
  for (let call = 0; call < 10; call++) await scene.report(visits(100, `flood-${call}`))
  await scene.enterAnotherOrg()
  await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 } }, 1)
  await server.call('POST', `/api/generate/${scene.org}`, {
    ...{ template_id: 'welcome', user_id: 'ann', tracking_id: 't-ann' },
  })
  await scene.report({ event: 'email_clicked', event_id: 'click', tracking_id: 't-ann' })
  await drain(100)
  expect(await countsOf(server, scene.org)).toMatchObject([{ decisions: 1, clicks: 1 }])
  expect(await waiting()).toBe(9)
})
