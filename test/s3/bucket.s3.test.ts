import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { readBucketFlags } from '../../src/features/warehouse/bucket-flags.ts'
import { readImportFlags } from '../../src/features/warehouse/flags.ts'
import { importBucket } from '../../src/features/warehouse/import-bucket.ts'
import type { Imported } from '../../src/features/warehouse/import-files.ts'
import { openBucket } from '../../src/features/warehouse/s3/bucket.ts'
import { findOrg } from '../../src/runtime/catalog/enter.ts'
import { createVettedAgents } from '../../src/runtime/outbound/agents.ts'
import { exportsOf } from '../../src/worker-wiring.ts'
import { useScene } from '../scene.ts'
import { DAY, ENDPOINT, numbersOf, OWNER, READER, range, useExports } from './exports.ts'

const setCredentials = ({ accessKeyId, secretAccessKey }: typeof OWNER) => {
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey
}
setCredentials(OWNER)

const scene = useScene()
const { server } = scene
const folder = mkdtempSync(join(tmpdir(), 'parley-s3-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const exports = useExports()
const { put, putRows, remove } = exports
const numbers = () => numbersOf(scene)

interface Settings {
  readonly prefix?: string
  readonly endpoint?: string
  readonly quiet?: string
  readonly isAccepted?: boolean
  readonly objectBytesMax?: number
  /** Called before a file is read. */
  readonly onReading?: () => Promise<unknown>
}

async function run(settings: Settings = {}): Promise<readonly Imported[]> {
  const { prefix = 'redshift/acme/', endpoint = ENDPOINT, quiet = '0', isAccepted = false } = settings
  scene.tick()
  const { services } = server
  const org = await findOrg(services.catalog, scene.org)
  const flags = readBucketFlags({ endpoint, quiet, 'path-style': true }, [`s3://${exports.bucket}/${prefix}`])
  if (flags === undefined) throw new Error('an s3 address')
  const opened = openBucket(flags, createVettedAgents('127.0.0.1', new URL(endpoint)))
  const loading = {
    ...{ db: services.db, clock: services.clock, spool: join(folder, 'spool') },
    ...exportsOf(services, org),
    onProgress: () => {},
  }
  const reading = readImportFlags({
    platform: undefined,
    columns: undefined,
    properties: undefined,
    window: undefined,
    scrubbed: undefined,
  })
  const imports: Imported[] = []
  const { onReading } = settings
  const hooked = {
    ...opened,
    fetch: async (...given: Parameters<typeof opened.fetch>) => {
      await onReading?.()
      await opened.fetch(...given)
    },
  }
  for await (const imported of importBucket(loading, {
    ...{ orgId: org.id, source: 'export', reading, isAccepted, bucket: hooked, bucketName: exports.bucket },
    ...{ rules: flags.rules, objectBytesMax: settings.objectBytesMax ?? 1e9 },
  }))
    imports.push(imported)
  return imports
}

describe('an export that is written again', () => {
  beforeEach(async () => {
    await putRows('0000_part_00.parquet', 0, 30)
    await putRows('0001_part_00.parquet', 30, 60)
    await putRows('0002_part_00.parquet', 60, 90)
    expect(await run()).toMatchObject([
      { name: 'event_date=2026-01-03', state: 'loaded', result: { added: 90 } },
    ])
    expect(await numbers()).toEqual(range(0, 90))
  })

  it('unchanged, counts nothing', async () => {
    expect(await run()).toMatchObject([{ state: 'unchanged' }])
    await putRows('0000_part_00.parquet', 0, 30)
    expect(await run()).toMatchObject([{ state: 'unchanged' }])
  })

  it('with one part changed, changes its rows alone', async () => {
    await putRows('0001_part_00.parquet', 35, 65)
    expect(await run()).toMatchObject([{ state: 'loaded', result: { added: 5, gone: 5 } }])
    // Two of the parts have the rows 60 to 64 now.
    expect(await numbers()).toEqual(
      [...range(0, 30), ...range(35, 90), ...range(60, 65)].sort((a, b) => a - b),
    )
  })

  it('with fewer parts, withdraws the rows of the others', async () => {
    await remove(`${DAY}0002_part_00.parquet`)
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 60, added: 0, gone: 30 } }])
    expect(await numbers()).toEqual(range(0, 60))
  })

  it('with a part under another name, changes nothing', async () => {
    await remove(`${DAY}0002_part_00.parquet`)
    await putRows('part-00000-tid-1.c000.snappy.parquet', 60, 90)
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 90, added: 0, gone: 0 } }])
    expect(await numbers()).toEqual(range(0, 90))
  })

  it('while it is read, waits for the next run', async () => {
    await putRows('0000_part_00.parquet', 100, 130)
    const overwrite = () => putRows('0001_part_00.parquet', 130, 160)
    expect(await run({ onReading: overwrite })).toMatchObject([{ state: 'waiting' }])
    expect(await numbers()).toEqual(range(0, 90))
    expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 90 } }])
    expect(await numbers()).toEqual([...range(60, 90), ...range(100, 160)])
  })

  it('with stale parts beside it, counts what its manifest lists', async () => {
    await putRows('0000_part_00.parquet', 0, 50)
    await putRows('0001_part_00.parquet', 50, 90)
    // ALLOWOVERWRITE has left the third part, whose rows are in the second one now.
    expect(await run({ quiet: '60' })).toMatchObject([{ state: 'waiting' }])
    const entries = ['0000_part_00.parquet', '0001_part_00.parquet'].map(name => ({
      url: `s3://${exports.bucket}/${DAY}${name}`,
    }))
    await put('redshift/acme/manifest', JSON.stringify({ entries }))
    expect(await run({ quiet: '60' })).toMatchObject([
      { state: 'loaded', result: { rows: 90, added: 0, gone: 0 } },
    ])
    expect(await numbers()).toEqual(range(0, 90))
  })

  it('with an empty prefix, waits for a person', async () => {
    for (const at of [0, 1, 2]) await remove(`${DAY}000${at}_part_00.parquet`)
    expect(await run()).toMatchObject([
      { state: 'held', reason: expect.stringMatching(/0 rows, and the former one had 90/) },
    ])
    expect(await numbers()).toEqual(range(0, 90))
    expect(await run({ isAccepted: true })).toMatchObject([{ state: 'loaded', result: { gone: 90 } }])
    expect(await numbers()).toEqual([])
  })

  it('with less than half of the rows, waits for a person', async () => {
    await remove(`${DAY}0002_part_00.parquet`)
    await remove(`${DAY}0001_part_00.parquet`)
    expect(await run()).toMatchObject([{ state: 'held' }])
    expect(await numbers()).toEqual(range(0, 90))
    expect(await run({ isAccepted: true })).toMatchObject([
      { state: 'loaded', result: { rows: 30, added: 0, gone: 60 } },
    ])
    expect(await numbers()).toEqual(range(0, 30))
  })

  it('whose manifest comes late, is counted when it is there', async () => {
    await putRows('0000_part_00.parquet', 0, 45)
    await putRows('0001_part_00.parquet', 45, 100)
    expect(await run({ quiet: '60' })).toMatchObject([{ state: 'waiting' }])
    expect(await numbers()).toEqual(range(0, 90))
    const entries = ['0000_part_00.parquet', '0001_part_00.parquet'].map(name => ({
      url: `s3://${exports.bucket}/${DAY}${name}`,
    }))
    await put('redshift/acme/manifest', JSON.stringify({ entries }))
    expect(await run({ quiet: '60' })).toMatchObject([
      { state: 'loaded', result: { rows: 100, added: 10, gone: 0 } },
    ])
    expect(await numbers()).toEqual(range(0, 100))
    expect(await run({ quiet: '60' })).toMatchObject([{ state: 'unchanged' }])
  })

  it('of another day, leaves the first alone', async () => {
    await putRows('0000_part_00.parquet', 200, 210, 'redshift/acme/event_date=2026-01-04/')
    expect(await run()).toMatchObject([
      { name: 'event_date=2026-01-04', state: 'loaded', result: { added: 10, gone: 0 } },
      { name: 'event_date=2026-01-03', state: 'unchanged' },
    ])
    expect(await numbers()).toEqual([...range(0, 90), ...range(200, 210)])
  })

  it('of rows without a day, is a partition of its own', async () => {
    const folder = 'redshift/acme/event_date=__HIVE_DEFAULT_PARTITION__/'
    await putRows('0000_part_00.parquet', 200, 210, folder)
    expect(await run()).toMatchObject([
      { state: 'loaded', result: { added: 10, gone: 0, otherDay: 0 } },
      { name: 'event_date=2026-01-03', state: 'unchanged' },
    ])
    expect(await numbers()).toEqual([...range(0, 90), ...range(200, 210)])
  })
})

describe('a bucket', () => {
  it('is listed in pages, and neighbours of the prefix are not read', async () => {
    for (let at = 0; at < 5; at++) await putRows(`${at}.parquet`, at, at + 1)
    for (let at = 0; at < 1_100; at += 100)
      await Promise.all(range(at, at + 100).map(n => put(`redshift/acme/_temporary/${n}`, 'x')))
    await putRows('a.parquet', 100, 200, 'redshift/acme-corp/event_date=2026-01-03/')
    expect(await run({ prefix: 'redshift/acme' })).toMatchObject([{ state: 'loaded', result: { rows: 5 } }])
  })

  it('that refuses the key changes nothing', async () => {
    await putRows('a.parquet', 0, 3)
    await run()
    setCredentials({ ...OWNER, secretAccessKey: 'wrong' })
    try {
      await expect(run()).rejects.toThrow(
        /^The bucket refused to list redshift\/acme\/ \((?:SignatureDoesNotMatch|AccessDenied)\)/,
      )
    } finally {
      setCredentials(OWNER)
    }
    expect(await numbers()).toEqual([0, 1, 2])
  })

  it('is read with a key for one prefix alone', async () => {
    await exports.letReaderRead('redshift/acme/')
    await putRows('a.parquet', 0, 3)
    setCredentials(READER)
    try {
      expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 3 } }])
      await expect(run({ prefix: 'redshift/other/' })).rejects.toThrow('(AccessDenied)')
    } finally {
      setCredentials(OWNER)
    }
  })

  it('whose object is larger than the spool allows keeps the day back', async () => {
    await putRows('a.parquet', 0, 3)
    expect(await run({ objectBytesMax: 100 })).toMatchObject([
      { state: 'held', reason: expect.stringMatching(/^too-large/) },
    ])
  })

  it('that dies in the middle of an object is asked for the rest', async () => {
    await putRows('a.parquet', 0, 3_000)
    let cuts = 0
    const { port, hostname } = new URL(ENDPOINT)
    const sockets = new Set<Socket>()
    const proxy = createServer(socket => {
      const target = connect(Number(port), hostname)
      sockets.add(socket).add(target)
      let bytes = 0
      socket.pipe(target)
      target.on('data', part => {
        bytes += part.length
        if (bytes > 5_000 && cuts < 3) {
          cuts++
          socket.destroy()
          target.destroy()
        } else socket.write(part)
      })
      socket.on('error', () => target.destroy())
      target.on('error', () => socket.destroy())
    })
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const [imported] = await run({ endpoint })
    expect(imported).toMatchObject({ state: 'loaded', result: { rows: 3_000 } })
    expect(cuts).toBe(3)
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })

  it('on an address that the operator has not listed is not called', () => {
    expect(() => createVettedAgents('', new URL(ENDPOINT))).toThrow('may not be called')
  })
})
