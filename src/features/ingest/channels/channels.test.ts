import { beforeEach, describe, expect, it } from 'vitest'
import { type Row, timestamp, useExports } from '../../../../test/exports.ts'
import { countsOf, createTemplate, learnedOf, processInbox, rebuildAll } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server } = scene
const { write, importAll } = useExports(scene)

// The moment after the choices.
let chosenAt = 0

/** Choices are made in another organisation too, whose figures a single channel makes. */
async function chooseWordings(): Promise<void> {
  const settings = {
    epsilon: 0,
    split: { control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  }
  await createTemplate(server, scene.org, 'welcome', settings, 1)
  for (const user of ['u1', 'u2', 'u3']) {
    const choice = { template_id: 'welcome', tracking_id: `t-${user}`, user_id: user }
    expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
  }
}

beforeEach(async () => {
  scene.tick(24 * 60)
  chosenAt = scene.now
  await chooseWordings()
})

interface Said {
  readonly name: string
  readonly user: string
  readonly minutes: number
  readonly value?: number
}

// What both channels say of that day, and what one of them alone knows.
const BOTH: readonly Said[] = [
  { name: 'emailSend', user: 'u1', minutes: 1 },
  { name: 'emailSend', user: 'u2', minutes: 1 },
  { name: 'emailOpen', user: 'u1', minutes: 2 },
  { name: 'emailClick', user: 'u1', minutes: 3 },
  { name: 'purchase', user: 'u1', minutes: 4, value: 12.5 },
]
const OF_WEBHOOK: readonly Said[] = [
  { name: 'emailOpen', user: 'u2', minutes: 5 },
  { name: 'purchase', user: 'u2', minutes: 6, value: 1 },
]
const OF_EXPORT: readonly Said[] = [
  { name: 'emailSend', user: 'u3', minutes: 1 },
  { name: 'emailOpen', user: 'u3', minutes: 7 },
  { name: 'purchase', user: 'u3', minutes: 8, value: 4 },
  { name: 'emailUnsubscribe', user: 'u3', minutes: 9 },
]

async function reportAll(events: readonly Said[]): Promise<void> {
  for (const { name, user, minutes, value } of events)
    await scene.report({
      ...{ event_name: name, message_id: `t-${user}`, value },
      event_timestamp: new Date(chosenAt + minutes * 60_000).toISOString(),
    })
  await processInbox(server)
}

const rowOf = ({ name, user, minutes, value = 0 }: Said): Row => ({
  ...{ event_name: name, message_id: `t-${user}` },
  ...{ event_timestamp: timestamp(chosenAt + minutes * 60_000), value: value === 0 ? null : value },
})

const DAY = 'event_date=2026-01-03'
const exportAll = async (events: readonly Said[], flags: Record<string, string> = {}) =>
  importAll([await write(`${DAY}/a.parquet`, events.map(rowOf))], flags)

/** What results and learning stand on. Buckets of people differ from one organisation to the next. */
async function figures() {
  const { cohorts, amounts, sums } = await learnedOf(server, scene.org)
  const counts = (await countsOf(server, scene.org)).map(row => ({ ...Object(row), variant_id: null }))
  return { counts, cohorts, amounts, sums }
}
const outcomes = async () =>
  (await server.call('GET', `/api/v1/orgs/${scene.org}/events`)).body.items
    .map(({ name, type, outcome }: Record<string, string>) => `${name ?? type} ${outcome}`)
    .sort()

const WEBHOOK = [...BOTH, ...OF_WEBHOOK]
const EXPORT = [...BOTH, ...OF_EXPORT]

/** The figures of an organisation that one channel alone reports to, at the same times. */
async function alone(report: () => Promise<unknown>) {
  const now = scene.now
  await scene.enterAnotherOrg()
  server.setNow(new Date(chosenAt))
  await chooseWordings()
  server.setNow(new Date(now))
  await report()
  return figures()
}

const choose = async (...choices: object[]) => {
  const { status, body } = await server.call('PUT', `/api/v1/orgs/${scene.org}/channels`, { choices })
  expect(status).toBe(200)
  while (await server.services.jobs.round());
  expect(await rebuildAll(server, scene.org)).toBe(0)
  return body
}

describe('a day by webhook and by export', () => {
  it('waits for a choice, and says for which names', async () => {
    await reportAll(WEBHOOK)
    const before = await figures()
    const [held] = await exportAll(EXPORT)
    expect(held).toMatchObject({ state: 'held', reason: expect.stringContaining('no-choice') })
    expect(held).toMatchObject({
      reason: expect.stringMatching(/open \(last on .*purchase \(last on .*--authority webhook/),
    })
    expect(held).toMatchObject({ reason: expect.not.stringContaining('unsubscribe') })
    expect(await figures()).toEqual(before)
    expect((await server.call('GET', `/api/v1/orgs/${scene.org}/channels`)).body).toEqual({ choices: [] })
  })

  it('gives the figures of the webhooks alone', async () => {
    await reportAll(WEBHOOK)
    await exportAll(EXPORT, { authority: 'webhook' })
    const both = await figures()
    expect(await outcomes()).toContain('purchase compared')
    const expected = await alone(async () => {
      await reportAll(WEBHOOK)
      // No webhook has ever reported it, so the warehouse counts.
      await reportAll([{ name: 'emailUnsubscribe', user: 'u3', minutes: 9 }])
    })
    expect(both).toEqual(expected)
  })

  it('gives the figures of the export alone', async () => {
    await reportAll(WEBHOOK)
    await exportAll(EXPORT, { authority: 'warehouse' })
    const both = await figures()
    expect(both).toEqual(await alone(() => exportAll(EXPORT)))
  })

  it('gives the same if the webhooks come later', async () => {
    await exportAll(EXPORT)
    await reportAll(WEBHOOK)
    const both = await figures()
    expect(await outcomes()).toContain('purchase compared')
    expect(both).toEqual(await alone(() => exportAll(EXPORT)))
  })
})

describe('another choice', () => {
  it('applies to what is stored, in both directions, and a replay changes nothing', async () => {
    await reportAll(WEBHOOK)
    await exportAll(EXPORT, { authority: 'webhook' })
    const ofWebhooks = await figures()
    const [request] = (await server.call('GET', `/api/v1/orgs/${scene.org}/requests`)).body.items

    const { job } = await choose({ event: '*', channel: 'warehouse' })
    expect(job).toMatchObject({ kind: 'channels', total: WEBHOOK.length + EXPORT.length })
    const ofWarehouse = await figures()
    const replay = `/api/v1/orgs/${scene.org}/requests/replay`
    expect((await server.call('POST', replay, { filter: { from: '2020-01-01' } })).status).toBe(202)
    await processInbox(server)
    expect(await figures()).toEqual(ofWarehouse)

    const at = `/api/v1/orgs/${scene.org}/requests/${request.id}`
    const reason = 'Kept for comparison: for "purchase", the warehouse counts.'
    expect((await server.call('GET', at)).body).toMatchObject({
      items: [{ outcome: 'compared', reason, fix: expect.stringContaining('channel') }],
      events: [{ outcome: 'compared', decision_id: null, why_not: { code: 'compared', detail: reason } }],
    })

    await choose({ event: '*', channel: 'webhook' }, { event: 'Unsubscribe', channel: 'warehouse' })
    expect(await figures()).toEqual(ofWebhooks)
    expect(await alone(() => exportAll(EXPORT))).toEqual(ofWarehouse)
  })

  it('may begin on a day: before it, the other channel counts', async () => {
    await reportAll(WEBHOOK)
    const since = new Date(chosenAt + 5 * 60_000).toISOString()
    await choose({ event: '*', channel: 'warehouse', since })
    await exportAll(EXPORT)
    expect(await outcomes()).toEqual([
      ...[
        'click compared',
        'click counted',
        'open compared',
        'open compared',
        'open counted',
        'open counted',
      ],
      ...['purchase compared', 'purchase compared', 'purchase counted', 'purchase counted'],
      ...['send compared', 'send compared', 'send compared', 'send counted', 'send counted'],
      'unsubscribe counted',
    ])
  })

  it('shows what is wrong with it', async () => {
    const choices = [
      { event: 'open', channel: 'webhook', platform: 'nobody' },
      { event: 'Click', channel: 'webhook' },
      { event: 'click', channel: 'warehouse' },
      { event: 'handshake', channel: 'webhook' },
    ]
    const { status, body } = await server.call('PUT', `/api/v1/orgs/${scene.org}/channels`, { choices })
    expect(status).toBe(422)
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/choices/0/platform',
      '/choices/2/event',
      '/choices/3/event',
    ])
  })
})
