import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { readBucketFlags, readImportFlags } from '../../src/features/warehouse/flags.ts'
import { importBucket } from '../../src/features/warehouse/import-bucket.ts'
import type { Imported } from '../../src/features/warehouse/import-files.ts'
import { openBucket } from '../../src/features/warehouse/s3/bucket.ts'
import { findOrg } from '../../src/runtime/catalog/enter.ts'
import { createVettedAgents } from '../../src/runtime/outbound/agents.ts'
import { exportedRowsOf } from '../../src/worker-wiring.ts'
import { copyTo } from '../parquet.ts'
import { useScene } from '../scene.ts'

// Against a real S3 server: `test/s3/start-radosgw.sh`. S3_TEST_ENDPOINT is its address.

const ENDPOINT = process.env['S3_TEST_ENDPOINT'] ?? ''
if (ENDPOINT === '')
  throw new Error('Start test/s3/start-radosgw.sh, and set S3_TEST_ENDPOINT to its address.')
process.env['AWS_ACCESS_KEY_ID'] = 'owner'
process.env['AWS_SECRET_ACCESS_KEY'] = 'owner-secret-of-the-tests'

const scene = useScene()
const { server } = scene
const folder = mkdtempSync(join(tmpdir(), 'parley-s3-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const writer = new S3Client({
  ...{ endpoint: ENDPOINT, region: 'us-east-1', forcePathStyle: true },
  requestChecksumCalculation: 'WHEN_REQUIRED',
})

let bucket = ''
let buckets = 0
beforeEach(async () => {
  bucket = `parley-${process.pid}-${Date.now()}-${++buckets}`
  await writer.send(new CreateBucketCommand({ Bucket: bucket }))
})

const DAY = 'redshift/acme/event_date=2026-01-03/'

const put = (Key: string, Body: string | Uint8Array) =>
  writer.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
const remove = (Key: string) => writer.send(new DeleteObjectCommand({ Bucket: bucket, Key }))

/** Puts rows with the numbers in [from, until) as one Parquet file. */
async function putRows(name: string, from: number, until: number, prefix = DAY): Promise<Uint8Array> {
  const path = join(folder, 'upload.parquet')
  const time = `make_timestamp(${Date.UTC(2026, 0, 3) * 1000} + 1000000 * (n % 80000))`
  await copyTo(
    path,
    `select 'emailOpen' as event_name, ${time} as event_timestamp, 'm' || n as message_id from range(${from}, ${until}) r(n)`,
  )
  const bytes = await readFile(path)
  await put(`${prefix}${name}`, bytes)
  return bytes
}

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
  const flags = readBucketFlags({ endpoint, quiet, 'path-style': true }, [`s3://${bucket}/${prefix}`])
  if (flags === undefined) throw new Error('an s3 address')
  const opened = openBucket(flags, createVettedAgents('127.0.0.1', new URL(endpoint)))
  const loading = {
    ...{ db: services.db, clock: services.clock, spool: join(folder, 'spool') },
    ...{ apply: exportedRowsOf(services, org), onProgress: () => {} },
  }
  const reading = readImportFlags({
    platform: undefined,
    columns: undefined,
    properties: undefined,
    window: undefined,
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
    ...{ orgId: org.id, source: 'export', reading, isAccepted, bucket: hooked, bucketName: bucket },
    ...{ rules: flags.rules, objectBytesMax: settings.objectBytesMax ?? 1e9 },
  }))
    imports.push(imported)
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
      url: `s3://${bucket}/${DAY}${name}`,
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
      url: `s3://${bucket}/${DAY}${name}`,
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
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong'
    try {
      await expect(run()).rejects.toThrow(
        /^The bucket refused to list redshift\/acme\/ \((?:SignatureDoesNotMatch|AccessDenied)\)/,
      )
    } finally {
      process.env['AWS_SECRET_ACCESS_KEY'] = 'owner-secret-of-the-tests'
    }
    expect(await numbers()).toEqual([0, 1, 2])
  })

  it('is read with a key for one prefix alone', async () => {
    const resource = `arn:aws:s3:::${bucket}`
    const Principal = { AWS: ['arn:aws:iam:::user/reader'] }
    const prefixes = { StringLike: { 's3:prefix': 'redshift/acme/*' } }
    const Statement = [
      { Effect: 'Allow', Principal, Action: 's3:ListBucket', Resource: resource, Condition: prefixes },
      { Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `${resource}/redshift/acme/*` },
    ]
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    await writer.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
    await putRows('a.parquet', 0, 3)
    process.env['AWS_ACCESS_KEY_ID'] = 'reader'
    process.env['AWS_SECRET_ACCESS_KEY'] = 'reader-secret-of-the-tests'
    try {
      expect(await run()).toMatchObject([{ state: 'loaded', result: { rows: 3 } }])
      await expect(run({ prefix: 'redshift/other/' })).rejects.toThrow('(AccessDenied)')
    } finally {
      process.env['AWS_ACCESS_KEY_ID'] = 'owner'
      process.env['AWS_SECRET_ACCESS_KEY'] = 'owner-secret-of-the-tests'
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
