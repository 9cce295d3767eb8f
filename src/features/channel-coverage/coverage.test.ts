import { describe, expect, it } from 'vitest'
import { timestamp, useExports } from '../../../test/exports.ts'
import { processInbox } from '../../../test/factories.ts'
import { copyTo } from '../../../test/parquet.ts'
import { useScene } from '../../../test/scene.ts'
import { DAY_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server } = scene
const { pathOf, write, importAll } = useExports(scene)

const MINUTE = 60_000
const dayAfter = (days: number) => new Date(START + days * DAY_MS).toISOString().slice(0, 10)
// Yesterday, in UTC.
const START = Math.floor(scene.now / DAY_MS) * DAY_MS - DAY_MS
const DAY = dayAfter(0)
const NEXT = dayAfter(1)

async function report(minutes: number, message: string, name = 'emailOpen') {
  const event_timestamp = new Date(START + minutes * MINUTE).toISOString()
  const event = { event_name: name, message_id: message, event_timestamp }
  expect((await server.call('POST', `/api/webhook/events/${scene.org}`, event)).status).toBe(200)
}
const row = (minutes: number, message: string, event_name = 'emailOpen') => ({
  ...{ event_name, message_id: message },
  event_timestamp: timestamp(START + minutes * MINUTE),
})

const coverage = (query: string) => server.call('GET', `/api/v1/orgs/${scene.org}/coverage${query}`)
const AROUND = `&from=${dayAfter(-1)}&to=${dayAfter(2)}`

describe('the coverage of a name', () => {
  it.each(['webhook', 'warehouse'] as const)('is the same whichever counts: %s', async authority => {
    await report(1, 'm1')
    await report(2, 'm2')
    await report(30, 'm2')
    await report(3, 'm3')
    await report(4, 'm1', 'emailClick')
    await processInbox(server)
    // The second open of m2 is missing, m3 is too late, and m4 came by no webhook.
    const rows = [row(1, 'm1'), row(3, 'm2'), row(6, 'm3'), row(9, 'm4'), row(24 * 60 + 1, 'm5')]
    await importAll([await write(`event_date=${DAY}/a.parquet`, rows)], { authority })
    expect((await coverage(`?event_name=Open${AROUND}`)).body).toMatchObject({
      ...{ event_name: 'Open', tolerance_seconds: 120, choices: [{ event: 'open', channel: authority }] },
      days: [
        {
          ...{ day: DAY, webhook: 4, warehouse: 4, difference: 0, both: 2 },
          ...{ webhook_only: 2, warehouse_only: 2, examined: 4, estimated: false },
        },
        { day: NEXT, webhook: 0, warehouse: 1, both: 0, warehouse_only: 1 },
      ],
    })
    const csv = await server.call('GET', `/api/v1/orgs/${scene.org}/coverage.csv?event_name=open${AROUND}`)
    expect(csv.body).toBe(
      `day,webhook,warehouse,difference,both,webhook_only,warehouse_only,examined,estimated\r\n${DAY},4,4,0,2,2,2,4,false\r\n${NEXT},0,1,1,0,0,1,0,false\r\n`,
    )
  })

  it('follows a new export and a replay', async () => {
    await report(1, 'm1')
    await processInbox(server)
    await importAll([await write(`event_date=${DAY}/a.parquet`, [row(1, 'm1'), row(2, 'm2')])], {
      authority: 'webhook',
    })
    await importAll([await write(`event_date=${DAY}/a.parquet`, [row(2, 'm1')])])
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter: { from: '2020-01-01' } })
    await processInbox(server)
    const { body } = await coverage(`?event_name=open${AROUND}`)
    expect(body.days).toMatchObject([{ webhook: 1, warehouse: 1, both: 1, webhook_only: 0 }])
  })

  it('estimates a large day by a random sample', async () => {
    const file = `event_date=${DAY}/a.parquet`
    const select = `select 'emailOpen' as event_name, make_timestamp(${START * 1000} + 1000000 * n) as event_timestamp, 'm' || n as message_id`
    await copyTo(pathOf(file), `${select} from range(2500) r(n)`)
    await report(0, 'm0')
    await processInbox(server)
    await importAll([pathOf(file)], { authority: 'webhook' })
    const [day] = (await coverage(`?event_name=open${AROUND}`)).body.days
    expect(day).toMatchObject({ webhook: 1, warehouse: 2500, examined: 2000, estimated: true })
    expect(day.both + day.warehouse_only).toBe(2500)
  })

  it('is of one platform, if one is named', async () => {
    await report(1, 'm1')
    await processInbox(server)
    const rows = [row(1, 'm1'), row(2, 'm2')]
    await importAll([await write(`event_date=${DAY}/a.parquet`, rows)], {
      ...{ authority: 'webhook', platform: 'itbl' },
    })
    const days = async (platform: string) =>
      (await coverage(`?event_name=open&platform=${platform}${AROUND}`)).body.days
    expect(await days('itbl')).toMatchObject([{ webhook: 0, warehouse: 2, both: 0 }])
    expect(await days('events')).toMatchObject([{ webhook: 1, warehouse: 0, both: 0 }])
    expect(await days('cio')).toEqual([])
  })

  it('asks for at most 31 days', async () => {
    const { status, body } = await coverage('?event_name=open&from=2026-01-01&to=2026-02-02')
    expect(status).toBe(400)
    expect(body.detail).toBe('to must be at most 31 days after from.')
  })
})

describe('the names to compare', () => {
  const names = (query = '') =>
    server.call(
      'GET',
      `/api/v1/orgs/${scene.org}/coverage/names?from=${dayAfter(-1)}&to=${dayAfter(2)}${query}`,
    )

  it('have the sums of both channels, who reports them, and the choice that applies', async () => {
    await report(1, 'm1')
    await report(2, 'm2')
    await report(3, 'm1', 'emailClick')
    await processInbox(server)
    const rows = [row(1, 'm1'), row(24 * 60 + 1, 'm5'), row(5, 'm1', 'purchase')]
    await importAll([await write(`event_date=${DAY}/a.parquet`, rows)], { authority: 'warehouse' })
    expect((await names()).body).toEqual({
      items: [
        {
          ...{ event_name: 'click', webhook: 1, warehouse: 0, difference: -1 },
          ...{ last_webhook_day: DAY, last_warehouse_day: null },
          reporters: [{ platform: 'events', event_type: 'click', webhook: 1, warehouse: 0, choice: null }],
        },
        {
          ...{ event_name: 'open', webhook: 2, warehouse: 2, difference: 0 },
          ...{ last_webhook_day: DAY, last_warehouse_day: NEXT },
          reporters: [
            {
              ...{ platform: 'events', event_type: 'open', webhook: 2, warehouse: 2 },
              choice: { event: 'open', platform: null, channel: 'warehouse' },
            },
          ],
        },
        expect.objectContaining({ event_name: 'purchase', webhook: 0, warehouse: 1 }),
      ],
      next_cursor: null,
    })
  })

  it('come in pages', async () => {
    await report(1, 'm1')
    await report(3, 'm1', 'emailClick')
    await processInbox(server)
    const first = await names('&limit=1')
    expect(first.body.items).toMatchObject([{ event_name: 'click' }])
    const second = await names(`&limit=1&cursor=${first.body.next_cursor}`)
    expect(second.body).toMatchObject({ items: [{ event_name: 'open' }], next_cursor: null })
  })
})
