import { rmSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { timestamp, useExports } from '../../../test/exports.ts'
import { countsOf, createTemplate } from '../../../test/factories.ts'
import { type Cell, copyTo, damageColumn } from '../../../test/parquet.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene
const { pathOf, write, importAll } = useExports(scene)

// The moment after the choices.
let chosenAt = 0

beforeEach(async () => {
  const settings = { split: { control_share: 0 }, attribution: { conversion_events: ['purchase'] } }
  await createTemplate(server, scene.org, 'welcome', settings, 1)
  for (const user of ['u1', 'u2', 'u3']) {
    scene.tick()
    const choice = { template_id: 'welcome', tracking_id: `t-${user}`, user_id: user }
    expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
  }
  chosenAt = scene.now
})

/** A moment after the choices, as a timestamp without a zone. */
const at = (minutes = 1): Cell => timestamp(chosenAt + minutes * 60_000)

const counts = async () => (await countsOf(server, scene.org))[0]
const eventsOf = async () => (await server.call('GET', `/api/v1/orgs/${scene.org}/events`)).body.items

describe('rows of a file', () => {
  it('are counted as the same events from webhooks would be', async () => {
    const path = await write('a.parquet', [
      { event_name: 'emailSend', event_timestamp: at(), message_id: 't-u1', value: null },
      { event_name: 'emailOpen', event_timestamp: at(2), message_id: 't-u1', value: null },
      { event_name: 'emailClick', event_timestamp: at(3), message_id: 't-u1', value: null },
      { event_name: 'purchase', event_timestamp: at(4), message_id: 't-u1', value: 12.5 },
    ])
    const [imported] = await importAll([path])
    expect(imported).toMatchObject({ state: 'loaded', result: { rows: 4, added: 4, gone: 0 } })
    expect(await counts()).toMatchObject({
      sends: 1,
      opens: 1,
      clicks: 1,
      conversions: 1,
      revenue: { USD: 1250 },
    })
  })

  it('count nothing twice when they are imported again', async () => {
    const rows = [{ event_name: 'purchase', event_timestamp: at(), message_id: 't-u1', value: 3 }]
    const path = await write('event_date=2026-01-03/a.parquet', rows)
    await importAll([path])
    const before = await counts()
    expect(await importAll([path])).toMatchObject([{ state: 'unchanged' }])
    // The same rows in a file of another name: compacted, or written anew.
    rmSync(path)
    await write('event_date=2026-01-03/b.parquet', rows)
    const again = await importAll([pathOf('event_date=2026-01-03')])
    expect(again).toMatchObject([{ state: 'loaded', result: { rows: 1, added: 0, gone: 0 } }])
    expect(await counts()).toEqual(before)
  })

  it('keep their number when they are equal', async () => {
    const row = { event_name: 'purchase', event_timestamp: at(), message_id: 't-u1', value: 3 }
    await importAll([await write('event_date=2026-01-03/a.parquet', [row, row, row])])
    expect(await counts()).toMatchObject({ revenue: { USD: 900 } })
    await importAll([await write('event_date=2026-01-03/a.parquet', [row, row])])
    expect(await counts()).toMatchObject({ revenue: { USD: 600 } })
  })

  it('replace the former rows of their day, and leave other days alone', async () => {
    const row = (user: string) => ({
      event_name: 'emailOpen',
      event_timestamp: at(),
      message_id: `t-${user}`,
    })
    await importAll([
      await write('event_date=2026-01-03/a.parquet', [row('u1'), row('u2')]),
      await write('event_date=2026-01-04/a.parquet', [row('u3')]),
    ])
    expect(await counts()).toMatchObject({ opens: 3 })
    // A re-export has credited the open to another message.
    const moved = { ...row('u1'), message_id: 't-u3' }
    const path = await write('event_date=2026-01-03/a.parquet', [moved, row('u2')])
    expect(await importAll([path])).toMatchObject([{ result: { added: 1, gone: 1 } }])
    expect(await counts()).toMatchObject({ opens: 2 })
  })

  it('are not taken when most of them are gone, until a person accepts it', async () => {
    const row = (user: string) => ({
      event_name: 'emailOpen',
      event_timestamp: at(),
      message_id: `t-${user}`,
    })
    await importAll([await write('event_date=2026-01-03/a.parquet', ['u1', 'u2', 'u3'].map(row))])
    const path = await write('event_date=2026-01-03/a.parquet', [row('u1')])
    expect(await importAll([path])).toMatchObject([
      { state: 'held', reason: 'shrunken: the export has 1 rows, and the former one had 3.' },
    ])
    expect(await counts()).toMatchObject({ opens: 3 })
    expect(await importAll([path], {}, true)).toMatchObject([{ state: 'loaded', result: { gone: 2 } }])
    expect(await counts()).toMatchObject({ opens: 1 })
  })

  it('change in steps when there are many, and end the same', async () => {
    const first = Date.UTC(2026, 0, 3)
    const rows = (from: number, until: number) => {
      const time = `make_timestamp(${first * 1000} + 1000000 * (n % 80000))`
      const query = `select 'emailOpen' as event_name, ${time} as event_timestamp, 'm' || n as message_id from range(${from}, ${until}) r(n)`
      return copyTo(pathOf('event_date=2026-01-03/a.parquet'), query)
    }
    await rows(0, 5_500)
    expect(await importAll([pathOf('event_date=2026-01-03')])).toMatchObject([
      { state: 'loaded', result: { added: 5_500 }, applied: new Map([['unmatched', 5_500]]) },
    ])
    await rows(500, 6_000)
    expect(await importAll([pathOf('event_date=2026-01-03')])).toMatchObject([
      { state: 'loaded', result: { rows: 5_500, added: 500, gone: 500 } },
    ])
    const [stored] = await server.services.db.query<{ count: number }>({
      text: `select count(*)::int as count from events where org_id = (select id from orgs where slug = $1)`,
      values: [scene.org],
    })
    expect(stored).toEqual({ count: 5_500 })
  })

  it('do not bring back a person who was erased', async () => {
    const row = (user: string) => ({
      event_name: 'emailOpen',
      event_timestamp: at(),
      message_id: `t-${user}`,
      user_id: user,
    })
    await importAll([await write('event_date=2026-01-03/a.parquet', ['u1', 'u2', 'u3'].map(row))])
    const erased = await server.call('DELETE', `/api/v1/orgs/${scene.org}/people/u1`)
    expect(erased.status).toBe(200)
    const path = await write('event_date=2026-01-03/b.parquet', ['u2', 'u3'].map(row))
    expect(await importAll([pathOf('event_date=2026-01-03')])).toMatchObject([{ state: 'loaded' }])
    expect((await eventsOf()).map((event: { user_id: string }) => event.user_id).sort()).toEqual([
      'u2',
      'u2',
      'u3',
      'u3',
    ])
    rmSync(path)
  })

  it('are known in a file without a day that was moved', async () => {
    const row = { event_name: 'emailOpen', event_timestamp: at(), message_id: 't-u1' }
    await importAll([await write('a.parquet', [row])])
    expect(await importAll([await write('moved/b.parquet', [row])])).toMatchObject([{ state: 'known' }])
  })
})

describe('whom a row counts for', () => {
  const purchase = (more: Record<string, Cell>, minutes = 5) => ({
    ...{ event_name: 'purchase', event_timestamp: at(minutes), value: 1 },
    ...{ message_id: null, user_id: null },
    ...more,
  })
  const DAY = 24 * 60

  it('is its message alone if it names one, at any age', async () => {
    scene.tick()
    const choice = { template_id: 'welcome', tracking_id: 'later', user_id: 'u1' }
    await server.call('POST', `/api/generate/${scene.org}`, choice)
    const early = {
      event_name: 'purchase',
      event_timestamp: at(1),
      message_id: 't-u1',
      user_id: 'u1',
      value: 1,
    }
    scene.tick(40 * DAY)
    await importAll([
      await write('a.parquet', [
        early,
        { ...early, event_timestamp: at(30 * DAY) },
        purchase({ message_id: 'unknown', user_id: 'u1' }),
      ]),
    ])
    const events = await eventsOf()
    expect(events.map(({ outcome }: { outcome: string }) => outcome).sort()).toEqual([
      'counted',
      'counted',
      'unmatched',
    ])
    expect(events.every(({ user_id }: { user_id: unknown }) => user_id === null)).toBe(true)
  })

  it('is the latest message to its person within the window of the source', async () => {
    const rows = [
      purchase({ user_id: 'u1' }, 60),
      purchase({ user_id: 'u2' }, 30 * 60),
      purchase({ user_id: 'nobody' }),
    ]
    scene.tick(2 * DAY)
    const [imported] = await importAll([await write('a.parquet', rows)], { window: '24h' })
    expect(imported).toMatchObject({
      applied: new Map([
        ['counted', 1],
        ['outside-window', 1],
        ['unmatched', 1],
      ]),
    })
    const [late] = (await eventsOf()).filter(({ user_id }: { user_id: string }) => user_id === 'u2')
    expect(late.reason).toContain('The source counts conversions 0 to 1 days after a message.')
  })

  it('follows the event mapping', async () => {
    const rules = [{ event: 'bought', type: 'conversion', name: 'purchase', revenue_field: 'paid' }]
    expect((await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules })).status).toBe(200)
    const row = { event: 'bought', sent_at: at(5), who: 'u1', paid: 7 }
    await importAll([await write('a.parquet', [row])], {
      columns: 'event_name=event,event_timestamp=sent_at,user_id_or_email=who',
      properties: 'paid',
    })
    expect(await counts()).toMatchObject({ conversions: 1, revenue: { USD: 700 } })
    const names = await server.call('GET', `/api/v1/orgs/${scene.org}/event-names`)
    expect(names.body.items).toMatchObject([{ native_event: 'bought', count: 1 }])
  })
})

describe('rows and files that cannot be read', () => {
  it('are refused one by one, counted by reason and kept with their numbers', async () => {
    const good = { event_name: 'emailOpen', event_timestamp: at(), message_id: 't-u1' }
    const path = await write('a.parquet', [
      good,
      { ...good, event_name: null },
      { ...good, event_timestamp: null },
      { ...good, event_timestamp: { sql: `timestamp '1816-03-29 05:56:08'` } },
      { ...good, event_timestamp: { sql: `timestamp 'infinity'` } },
    ])
    const [imported] = await importAll([path])
    const refused = [
      { reason: 'no-event-name', count: 1, rows: [1] },
      { reason: 'no-time', count: 1, rows: [2] },
      { reason: 'time-out-of-range', count: 1, rows: [3] },
      { reason: 'unreadable-time', count: 1, rows: [4] },
    ]
    expect(imported).toMatchObject({ result: { rows: 1, files: [{ rows: 5, refused }] } })
    const kept = await server.services.db.query({
      text: `select refused from warehouse_files where name = $1`,
      values: [path],
    })
    expect(kept).toEqual([{ refused }])
  })

  it('leave a day as it was, and are kept with the reason', async () => {
    const row = { event_name: 'emailOpen', event_timestamp: at(), message_id: 't-u1' }
    await importAll([await write('event_date=2026-01-03/a.parquet', [row])])
    writeFileSync(pathOf('event_date=2026-01-03/b.parquet'), 'no Parquet')
    const [held] = await importAll([pathOf('event_date=2026-01-03')])
    expect(held).toMatchObject({
      state: 'held',
      reason: expect.stringMatching(/b\.parquet: unreadable: .*too small to be a Parquet file/),
    })
    expect(await counts()).toMatchObject({ opens: 1 })
    const [wrong] = await importAll([await write('wrong.parquet', [{ event: 'x' }])])
    expect(wrong).toMatchObject({
      reason: expect.stringContaining(
        'missing-columns: the file has no column for event_name and event_timestamp.',
      ),
    })
  })

  it('names a row that is of another day than its folder', async () => {
    const row = {
      event_name: 'emailOpen',
      event_timestamp: at(),
      message_id: 't-u1',
      event_date: '2026-01-03',
    }
    const [imported] = await importAll([await write('event_date=2026-01-03/a.parquet', [row])])
    expect(imported).toMatchObject({ result: { rows: 1, otherDay: 1 } })
  })
})

describe('what an export says of people', () => {
  const open = (more: Record<string, Cell>) => ({
    ...{ event_name: 'emailOpen', event_timestamp: at(), message_id: 't-u1', ...more },
  })
  const stored = async (text: string) => {
    const like = `like '%' || $1 || '%'`
    const [found] = await server.services.db.query<{ count: number }>({
      text: `select (select count(*) from events e where e::text ${like}) + (select count(*) from event_names n where n::text ${like})
               + (select count(*) from warehouse_files f where f::text ${like}) as count`,
      values: [text],
    })
    return Number(found?.count)
  }

  it('is not read in columns that nobody named: not even a damaged one matters', async () => {
    const path = await write('a.parquet', [open({ ip: 'secret-1.2.3.4' }), open({ ip: 'secret-5.6.7.8' })])
    await damageColumn(path, 'ip')
    expect(await importAll([path])).toMatchObject([{ state: 'loaded', result: { rows: 2 } }])
    expect(await stored('secret-')).toBe(0)
    const [held] = await importAll([path], { properties: 'ip', source: 'other' })
    expect(held).toMatchObject({ state: 'held', reason: expect.stringContaining('unreadable') })
  })

  it('is refused row by row if the export is declared to name nobody', async () => {
    const rows = [
      open({}),
      open({ message_id: 'ann@secret.example' }),
      open({ message_id: '+49 151 1234567' }),
    ]
    const path = await write('a.parquet', rows)
    expect(await importAll([path], { scrubbed: 'yes' })).toMatchObject([
      {
        applied: new Map([['counted', 1]]),
        result: { rows: 1, files: [{ refused: [{ reason: 'personal-data', count: 2, rows: [1, 2] }] }] },
      },
    ])
    expect(await stored('secret.example')).toBe(0)
    expect(await stored('1234567')).toBe(0)
  })
})
