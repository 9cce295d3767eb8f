import { expect, it } from 'vitest'
import { countsOf, createTemplate } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { pipelineOf } from '../../../worker-wiring.ts'
import { drainOnce } from '../drain.ts'
import { loadBusyOrgs } from '../inbox-store.ts'

const scene = useScene()
const { server } = scene

const drain = (eventsMax: number, onBatch: (outcomes: ReadonlyMap<string, number>) => void = () => {}) => {
  const { db, catalog, clock, log } = server.services
  const given = { db, findOrg: catalog.findById, clock, log, onBatch }
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

it('a flood of 5 000 events, in small calls and in large ones, is two batches ahead of another organisation at most', async () => {
  while (!(await drain(3_000)).isIdle);
  for (let call = 0; call < 4; call++) await scene.report(visits(1_000, `large-${call}`))
  for (let call = 0; call < 50; call++) await scene.report(visits(20, `small-${call}`))
  await scene.enterAnotherOrg()
  await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 } }, 1)
  // The flood is still there in every one of these turns.
  for (let turn = 1; turn <= 3; turn++) {
    const tracking_id = `t-${turn}`
    await server.call('POST', `/api/generate/${scene.org}`, {
      ...{ template_id: 'welcome', user_id: `ann-${turn}`, tracking_id },
    })
    await scene.report({ event: 'email_clicked', event_id: `click-${turn}`, tracking_id })
    let batches = 0
    await drain(100, () => batches++)
    expect(batches).toBe(2)
    expect(await countsOf(server, scene.org)).toMatchObject([{ clicks: turn }])
    expect(await waiting()).toBeGreaterThan(0)
  }
})

it('two workers share many organisations, and nothing is counted twice', async () => {
  while (!(await drain(3_000)).isIdle);
  const orgs: string[] = []
  for (let at = 0; at < 6; at++) {
    await scene.enterAnotherOrg()
    orgs.push(scene.org)
    await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 } }, 1)
    await server.call('POST', `/api/generate/${scene.org}`, {
      ...{ template_id: 'welcome', user_id: 'ann', tracking_id: 't-ann' },
    })
    const click = { event: 'email_clicked', event_id: 'click', tracking_id: 't-ann' }
    for (let call = 0; call < 4; call++) await scene.report([...visits(30, `call-${call}`), click])
  }
  const worker = async () => {
    let batches = 0
    while ((await waiting()) > 0)
      await drain(50, outcomes => {
        batches += Number(outcomes.size > 0)
      })
    return batches
  }
  const batches = await Promise.all([worker(), worker()])
  expect(batches[0] + batches[1]).toBeGreaterThanOrEqual(2 * orgs.length)
  // Neither waits for the other while there is work.
  for (const own of batches) expect(own).toBeGreaterThan(orgs.length / 3)
  for (const org of orgs) expect(await countsOf(server, org)).toMatchObject([{ decisions: 1, clicks: 1 }])
})

it('finds each organisation whose calls wait, however many another has', async () => {
  const { db, catalog, clock } = server.services
  while (!(await drain(3_000)).isIdle);
  const found: number[] = []
  for (const calls of [1, 1_200, 1, 500]) {
    await scene.enterAnotherOrg()
    await scene.report(visits(1, 'waits'))
    found.push((await catalog.findOrg(scene.org))?.id ?? 0)
    await db.query({
      text: `insert into inbound_requests (org_id, id, received_at, platform, headers, query, body)
             select org_id, gen_random_uuid(), received_at, platform, headers, query, body
             from inbound_requests cross join generate_series(2, $2::int) where org_id = $1`,
      values: [found.at(-1), calls],
    })
  }
  const busy = await loadBusyOrgs(db, clock())
  expect(busy.map(({ id }) => id).sort((one, other) => one - other)).toEqual(found)
  expect(busy.map(({ since }) => since <= clock())).toEqual(found.map(() => true))
})
