import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { profileIn } from '../../src/features/warehouse/delta-sharing/find-profile.ts'
import { importShare } from '../../src/features/warehouse/delta-sharing/import-share.ts'
import { openClient } from '../../src/features/warehouse/delta-sharing/open-client.ts'
import { readImportFlags } from '../../src/features/warehouse/flags.ts'
import type { Imported } from '../../src/features/warehouse/import-files.ts'
import { findOrg } from '../../src/runtime/catalog/enter.ts'
import { createOutbound } from '../../src/runtime/outbound/outbound.ts'
import { createStreams } from '../../src/runtime/outbound/streams.ts'
import { createAccessTokens } from '../../src/runtime/outbox/access-tokens.ts'
import { exportsOf } from '../../src/worker-wiring.ts'
import { rebuildAll } from '../factories.ts'
import { copyTo } from '../parquet.ts'
import { useScene } from '../scene.ts'
import { encodeZ85, frame, writeBitmaps } from './deletion-vectors.ts'
import { AUTHORITY } from './listen.ts'
import { COLUMNS, DAY, serveFiles, TABLE_NAME, writeRows } from './served-rows.ts'
import { CLIENT, type ServedFile, type SharingServer, startSharingServer } from './sharing-server.ts'

const scene = useScene()
const { server } = scene
const folder = mkdtempSync(join(tmpdir(), 'parley-share-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let sharing: SharingServer
beforeEach(async () => {
  sharing = await startSharingServer()
})
afterEach(() => sharing.close())

const TABLE = { share: 'events', schema: 'acme', table: 'unified' }
const rows = (from: number, until: number, day?: string | null) => writeRows(folder, from, until, day)
const share = (...files: readonly ServedFile[]) => serveFiles(sharing, ...files)

interface Settings {
  readonly profile?: object
  readonly isAccepted?: boolean
  readonly properties?: string
  /** Called before a file is read. */
  readonly onReading?: () => void
}

const heard: string[] = []
async function run(settings: Settings = {}): Promise<readonly Imported[]> {
  scene.tick()
  const { services } = server
  const org = await findOrg(services.catalog, scene.org)
  const connect = { allowedPrivateHosts: '127.0.0.1', authorities: AUTHORITY }
  const streams = createStreams({ ...connect, silenceMs: 5_000 })
  const outbound = createOutbound({ ...connect, timeoutMs: 5_000, responseBytesMax: 10_000 })
  heard.length = 0
  const loading = {
    ...{ db: services.db, clock: services.clock, spool: join(folder, 'spool') },
    ...exportsOf(services, org),
    onProgress(text: string) {
      heard.push(text)
      if (text.startsWith('reading')) settings.onReading?.()
    },
  }
  const flags = {
    platform: undefined,
    columns: undefined,
    window: undefined,
    scrubbed: undefined,
    properties: settings.properties,
  }
  const imports: Imported[] = []
  try {
    const profile = profileIn(sharing.profile(settings.profile))
    const client = openClient(profile, streams, createAccessTokens(outbound, services.clock))
    for await (const imported of importShare(loading, {
      ...{ orgId: org.id, source: 'share', reading: readImportFlags(flags), table: TABLE, client, streams },
      ...{ isAccepted: settings.isAccepted ?? false, fileBytesMax: 1e9 },
    }))
      imports.push(imported)
  } finally {
    await streams.close()
    await outbound.close()
  }
  expect(await rebuildAll(server, scene.org)).toBe(0)
  return imports
}

/** The numbers of the rows that are events. */
async function numbers(): Promise<readonly number[]> {
  const found = await server.services.db.query<{ message_id: string }>({
    text: 'select message_id from events where org_id = (select id from orgs where slug = $1)',
    values: [scene.org],
  })
  return found.map(row => Number(row.message_id.slice(1))).sort((left, right) => left - right)
}
const range = (from: number, until: number) => Array.from({ length: until - from }, (_, at) => from + at)
const filesRead = () => heard.filter(text => text.startsWith('reading')).length

describe('a shared table', () => {
  it('is read day by day, the newest first, and costs one call while its version is the same', async () => {
    share(await rows(0, 10), await rows(10, 20), await rows(20, 30, '2026-01-04'))
    expect(await run()).toMatchObject([
      { name: 'event_date=2026-01-04', state: 'loaded', result: { added: 10 } },
      { name: 'event_date=2026-01-03', state: 'loaded', result: { added: 20 } },
    ])
    expect(await numbers()).toEqual(range(0, 30))
    sharing.calls.length = 0
    expect(await run()).toEqual([{ name: 'events.acme.unified', state: 'unchanged' }])
    expect(sharing.calls.filter(call => call.includes('/unified'))).toEqual([
      'GET /shares/events/schemas/acme/tables/unified/version',
    ])
  })

  it('that grows has only its new files read', async () => {
    const first = await rows(0, 10)
    const second = await rows(5, 15)
    share(first, second)
    await run()
    share(first, second, await rows(10, 20))
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 30, added: 10, gone: 0 } }])
    expect(filesRead()).toBe(1)
    // Rows 10 to 14 are in two files.
    const all = [...range(0, 20), ...range(5, 15)].sort((left, right) => left - right)
    expect(await numbers()).toEqual(all)
    // Compacted: all files are others, and no row is.
    share(await rows(0, 20), await rows(5, 15))
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 30, added: 0, gone: 0 } }])
    expect(await numbers()).toEqual(all)
  })

  it('whose change was broken off is read whole', async () => {
    const [first, second] = [await rows(0, 10), await rows(10, 20)]
    share(first)
    await run()
    await server.services.db.query({ text: 'update warehouse_partitions set loaded_at = null', values: [] })
    share(first, second)
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 20, added: 10, gone: 0 } }])
    expect(filesRead()).toBe(2)
  })

  it('without days is one whole', async () => {
    const first = await rows(0, 10, null)
    share(first)
    expect(await run()).toMatchObject([{ name: 'table', state: 'loaded', result: { added: 10 } }])
    share(first, await rows(10, 12, null))
    expect(await run()).toMatchObject([{ name: 'table', state: 'loaded', result: { added: 2 } }])
    expect(filesRead()).toBe(1)
  })

  it('that loses a day, or most rows, waits for a person', async () => {
    const first = await rows(0, 10)
    share(first, await rows(20, 30, '2026-01-04'))
    await run()
    share(first)
    const held = { name: 'event_date=2026-01-04', state: 'held' }
    expect(await run()).toMatchObject([{ name: 'event_date=2026-01-03', state: 'unchanged' }, held])
    // Held back is not done: the same version is looked at again.
    expect(await run()).toMatchObject([{ state: 'unchanged' }, held])
    expect(await run({ isAccepted: true })).toMatchObject([
      { state: 'unchanged' },
      { state: 'loaded', result: { gone: 10 } },
    ])
    expect(await numbers()).toEqual(range(0, 10))
    expect(await run()).toEqual([{ name: 'events.acme.unified', state: 'unchanged' }])
  })

  it('says that a newer version of it is shared beside it', async () => {
    share(await rows(0, 1))
    sharing.tables.set('events.acme.unified_v2', { version: 1, columns: COLUMNS, files: [] })
    await run()
    expect(heard).toContain('events.acme.unified_v2 is a newer version of this table.')
  })

  it('has columns under other names in its files, values outside of them, and deleted rows', async () => {
    const path = join(folder, 'mapped.parquet')
    const time = `timestamp '${DAY}'`
    await copyTo(
      path,
      `select 'x' as "col-1", ${time} as "col-2", 'm' || n as "col-3", n as "col-9" from range(100) r(n)`,
    )
    const deleted = [...range(0, 10), 50, 99]
    const bitmaps = writeBitmaps(deleted)
    writeFileSync(
      join(folder, 'dv.bin'),
      Buffer.concat([frame(writeBitmaps([7])), frame(bitmaps).subarray(1)]),
    )
    const columns = [
      { name: 'event_name', type: 'string', physicalName: 'col-8', id: 8 },
      { name: 'event_timestamp', type: 'timestamp', physicalName: 'col-2', id: 2 },
      { name: 'message_id', type: 'string', physicalName: 'col-3', id: 3 },
      { name: 'event_date', type: 'date', physicalName: 'col-4', id: 4 },
      // Younger than the file.
      { name: 'campaign_id', type: 'string', physicalName: 'col-5', id: 5 },
    ]
    const partitionValues = { 'col-4': DAY, 'col-8': 'emailOpen' }
    const cardinality = deleted.length
    const offset = frame(writeBitmaps([7])).length
    const file = (deletions: ServedFile['deletions']): ServedFile => ({
      ...{ path, partitionValues, ...(deletions && { deletions }) },
    })
    const readerFeatures = ['deletionVectors', 'columnMapping']
    const serve = (version: number, deletions: ServedFile['deletions']) =>
      sharing.tables.set(TABLE_NAME, {
        ...{ version, columns, mapping: 'name', readerFeatures, files: [file(deletions)] },
      })
    serve(1, undefined)
    expect(await run()).toMatchObject([{ name: 'event_date=2026-01-03', result: { rows: 100 } }])
    serve(2, { path: join(folder, 'dv.bin'), offset, sizeInBytes: bitmaps.length, cardinality })
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 88, added: 0, gone: 12 } }])
    expect(await numbers()).toEqual(range(10, 99).filter(number => number !== 50))
    // The same rows and one more, in the log itself.
    const inline = writeBitmaps([...deleted.slice(0, -1), 98, 99])
    serve(3, { z85: encodeZ85(inline), sizeInBytes: inline.length, cardinality: 13 })
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 87, added: 0, gone: 1 } }])
    // A vector that says less than was announced holds the day back.
    const other = writeBitmaps([1, 2])
    serve(4, { z85: encodeZ85(other), sizeInBytes: other.length, cardinality: 14 })
    expect(await run()).toMatchObject([
      { state: 'held', reason: expect.stringContaining('it has 2 rows, and 14 were announced') },
    ])
    expect(await numbers()).toHaveLength(87)
  })

  it('may have a column that is named as what every object has', async () => {
    const path = join(folder, 'constructor.parquet')
    await copyTo(
      path,
      `select 'emailOpen' as event_name, timestamp '${DAY}' as event_timestamp, 'm1' as message_id, 'porsche' as "constructor", 'x' as "__proto__"`,
    )
    const columns = [
      ...COLUMNS,
      { name: 'constructor', type: 'string' },
      { name: '__proto__', type: 'string' },
    ]
    const files = [{ path, partitionValues: { event_date: DAY } }]
    sharing.tables.set(TABLE_NAME, { version: 1, partitionColumns: ['event_date'], columns, files })
    expect(await run({ properties: '*' })).toMatchObject([{ state: 'loaded', result: { added: 1 } }])
    const [event] = await server.services.db.query({
      text: 'select properties from events where org_id = (select id from orgs where slug = $1)',
      values: [scene.org],
    })
    expect(JSON.stringify(event)).toBe('{"properties":{"__proto__":"x","constructor":"porsche"}}')
  })

  it('needs features that Parley does not have', async () => {
    const file = await rows(0, 1)
    sharing.tables.set(TABLE_NAME, {
      version: 1,
      columns: COLUMNS,
      readerFeatures: ['variantType'],
      files: [file],
    })
    await expect(run()).rejects.toThrow('events.acme.unified needs variantType, which Parley does not have.')
  })
})

describe('a sharing server', () => {
  it('is asked page by page', async () => {
    sharing.filesAPage = 2
    share(...(await Promise.all(range(0, 5).map(at => rows(at, at + 1)))))
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 5 } }])
    expect(sharing.calls.filter(call => call.endsWith('/query'))).toHaveLength(3)
  })

  it('that has too much to do, or fails, is asked again', async () => {
    share(await rows(0, 3))
    sharing.faults.push({ status: 429, headers: { 'retry-after': '0' } }, { status: 503 }, { status: 500 })
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 3 } }])
  })

  it('whose answer breaks off is asked again', async () => {
    share(await rows(0, 3), await rows(3, 6))
    sharing.faults.push({ lines: 3, isSilent: false })
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 6 } }])
  })

  it.each([
    [{ lines: 3, isSilent: true }, 'it has no last line'],
    [{ errorMessage: 'the table was vacuumed' }, 'It says: the table was vacuumed'],
  ])('that sends less than the whole table changes nothing: %o', async (fault, words) => {
    share(await rows(0, 3))
    await run()
    share(await rows(3, 6), await rows(6, 9))
    sharing.faults.push(fault)
    await expect(run()).rejects.toThrow(words)
    expect(await numbers()).toEqual([0, 1, 2])
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 6 } }])
  })

  it('that refuses the token is quoted without it', async () => {
    share(await rows(0, 3))
    const refused = run({ profile: { bearerToken: 'another-token' } })
    await expect(refused).rejects.toThrow(
      /credentials of the profile \(401\).*UNAUTHENTICATED: the token Bearer … is/,
    )
    await expect(refused).rejects.not.toThrow('another-token')
  })

  it('that does not have the table says so', async () => {
    await expect(run()).rejects.toThrow('The server has no such table (404).')
  })

  it('may want a password, or a token from its token endpoint', async () => {
    share(await rows(0, 3))
    const basic = { shareCredentialsVersion: 2, type: 'basic', username: CLIENT.id, password: CLIENT.secret }
    expect(await run({ profile: basic })).toMatchObject([{ state: 'loaded' }])
    share(await rows(3, 6))
    const tokenEndpoint = `${sharing.origin}/token`
    const oauth = { shareCredentialsVersion: 2, type: 'oauth_client_credentials', tokenEndpoint }
    const client = { clientId: CLIENT.id, clientSecret: CLIENT.secret }
    // A token that the server has forgotten is fetched anew.
    sharing.faults.push({ status: 401 })
    expect(await run({ profile: { ...oauth, ...client } })).toMatchObject([{ state: 'loaded' }])
    expect(sharing.calls.filter(call => call === 'POST /token')).toHaveLength(2)
    await expect(run({ profile: { ...oauth, ...client, clientSecret: 'wrong' } })).rejects.toThrow(
      /The token endpoint of the profile gave no token.*401/,
    )
  })

  it('may answer in the parquet format', async () => {
    share(await rows(0, 3))
    sharing.isOld = true
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 3 } }])
  })
})

describe('the storage of a share', () => {
  it('never gets the token', async () => {
    share(await rows(0, 3))
    await run()
    expect(sharing.storage.calls).toHaveLength(1)
    expect(sharing.storage.calls.filter(headers => headers.authorization !== undefined)).toEqual([])
  })

  it.each([true, false])(
    'that refuses old addresses gets new ones; by a refresh token: %s',
    async isRefreshing => {
      sharing.isRefreshing = isRefreshing
      sharing.filesAPage = 2
      share(await rows(0, 3), await rows(3, 6), await rows(6, 9))
      let reads = 0
      const revoke = () => void (++reads === 2 && sharing.storage.revoke())
      expect(await run({ onReading: revoke })).toMatchObject([{ state: 'loaded', result: { rows: 9 } }])
      expect(await numbers()).toEqual(range(0, 9))
    },
  )

  it('gets new addresses before old ones end', async () => {
    sharing.storage.expiresAt = scene.now + 90_000
    share(await rows(0, 3))
    sharing.calls.length = 0
    expect(await run()).toMatchObject([{ state: 'loaded' }])
    expect(sharing.calls.filter(call => call.endsWith('/query')).length).toBeGreaterThan(1)
  })

  it('that breaks off is asked for the rest', async () => {
    share(await rows(0, 3_000))
    sharing.storage.cuts = 2
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 3_000 } }])
    expect(sharing.storage.calls.map(({ range: part }) => part?.startsWith('bytes=0-'))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('without a file, because the table has changed, makes the day wait', async () => {
    share(await rows(0, 3))
    sharing.isRefreshing = false
    const change = () => {
      sharing.storage.revoke()
      sharing.tables.set(TABLE_NAME, { version: 9, columns: COLUMNS, files: [] })
    }
    expect(await run({ onReading: change })).toMatchObject([{ state: 'waiting' }])
    expect(await numbers()).toEqual([])
  })
})
