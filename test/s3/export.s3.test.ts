import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createExporter } from '../../src/features/warehouse/export/daily/loop.ts'
import { DAY_MS, MINUTE_MS } from '../../src/lib/duration.ts'
import { exportingOf } from '../../src/worker-wiring.ts'
import { createTemplate } from '../factories.ts'
import { askDuckDb } from '../parquet.ts'
import { useScene } from '../scene.ts'
import { ENDPOINT, OWNER } from './exports.ts'
import { makeRole } from './roles.ts'

// Against a real S3 server, as bucket.s3.test.ts.

process.env['AWS_ACCESS_KEY_ID'] = OWNER.accessKeyId
process.env['AWS_SECRET_ACCESS_KEY'] = OWNER.secretAccessKey

const scene = useScene({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const { server } = scene
const folder = mkdtempSync(join(tmpdir(), 'parley-s3-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const owner = new S3Client({
  ...{ endpoint: ENDPOINT, region: 'us-east-1', forcePathStyle: true },
  requestChecksumCalculation: 'WHEN_REQUIRED',
  credentials: OWNER,
})

let bucket = ''
let buckets = 0
beforeEach(async () => {
  bucket = `parley-export-${process.pid}-${Date.now()}-${++buckets}`
  await owner.send(new CreateBucketCommand({ Bucket: bucket }))
  await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 } }, 1)
  scene.tickToNoon()
  await choose('u1')
})

const choose = (user: string) =>
  server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: user })
const call = (method: 'GET' | 'POST' | 'PUT', path = '', body?: object) =>
  server.call(method, `/api/v1/orgs/${scene.org}/exports${path}`, body)

const setUp = (user: 'owner' | 'reader') =>
  setUpWith({ type: 'static', access_key_id: user, secret_access_key: `${user}-secret-of-the-tests` })

async function setUpWith(credentials: object): Promise<void> {
  const connection = {
    ...{ kind: 's3', bucket, prefix: 'parley/acme/', endpoint: ENDPOINT, path_style: true },
    credentials,
  }
  const first_day = new Date(scene.now).toISOString().slice(0, 10)
  expect(await call('PUT', '', { connection, schedule: null, first_day })).toMatchObject({ status: 200 })
}

async function run() {
  scene.tick()
  expect((await call('POST', '/runs')).status).toBe(202)
  while ((await createExporter(exportingOf(server.services)).round()) === 0);
  return (await call('GET')).body.last_run
}

const keys = async (): Promise<readonly string[]> =>
  ((await owner.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(
    ({ Key }) => Key ?? '',
  )

/** Fetches all Parquet files of decisions, and counts their rows. */
async function rows(): Promise<unknown> {
  const here = join(folder, bucket)
  rmSync(here, { recursive: true, force: true })
  for (const key of await keys()) {
    if (!key.endsWith('.parquet')) continue
    const { Body } = await owner.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    mkdirSync(dirname(join(here, key)), { recursive: true })
    await writeFile(join(here, key), (await Body?.transformToByteArray()) ?? '')
  }
  const [counted] = await askDuckDb(
    `select count(*)::int as rows from read_parquet('${here}/parley/acme/decisions/*/*.parquet')`,
  )
  return counted?.['rows']
}

it('days lie under the prefix, and are replaced when they have changed', async () => {
  await owner.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'parley/acme-corp/decisions/part-1.parquet', Body: 'x' }),
  )
  await setUp('owner')
  scene.tick(DAY_MS / MINUTE_MS)
  expect(await run()).toMatchObject({ state: 'finished', days: [{ decisions: 1 }] })
  const before = await keys()
  const day = new Date(scene.now - DAY_MS).toISOString().slice(0, 10)
  const of = (dataset: string, name: string) => `parley/acme/${dataset}/event_date=${day}/${name}`
  expect(before).toEqual([
    'parley/acme-corp/decisions/part-1.parquet',
    ...[of('decisions', '_SUCCESS'), of('decisions', '_manifest.json')],
    expect.stringMatching(/decisions\/event_date=[0-9-]+\/part-[0-9a-f-]+\.parquet$/),
    ...[of('events', '_SUCCESS'), of('events', '_manifest.json')],
  ])
  expect(await rows()).toBe(1)
  await server.services.db.query({ text: `update decisions set tracking_id = 'later'` })
  // As the code does that changes decisions.
  await server.services.db.query({ text: 'update warehouse_export_days set is_changed = true' })
  expect(await run()).toMatchObject({ state: 'finished', days: [{ decisions: 1 }] })
  const after = await keys()
  expect(after).toHaveLength(before.length)
  expect(after).not.toEqual(before)
  expect(await rows()).toBe(1)
})

it('the credentials are tried, and a refusal names the permission', async () => {
  await setUp('owner')
  expect((await call('POST', '/verify')).body).toMatchObject({
    findings: [{ status: 'works' }, { status: 'works' }, { status: 'works' }],
  })
  expect(await keys()).toEqual([])
  await setUp('reader')
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Principal: { AWS: ['arn:aws:iam:::user/reader'] } },
        ...{
          Action: ['s3:ListBucket', 's3:PutObject'],
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        },
      },
    ],
  }
  await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }))
  expect((await call('POST', '/verify')).body.findings).toMatchObject([
    { check: 'Store an object', status: 'works' },
    { check: 'List a folder', status: 'works' },
    { check: 'Delete an object', status: 'fails', fix: expect.stringContaining('s3:DeleteObject') },
  ])
  scene.tick(DAY_MS / MINUTE_MS)
  expect(await run()).toMatchObject({
    ...{ state: 'failed', days: [] },
    failure: expect.stringContaining('s3:DeleteObject'),
  })
  expect((await call('GET')).body.days).toMatchObject({ exported: 0, due: 1 })
})

describe('a role', () => {
  /** What docs/warehouse.md says that an export needs. */
  const statements = (actions = ['s3:PutObject', 's3:DeleteObject']) => [
    {
      ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
      Condition: { StringLike: { 's3:prefix': 'parley/acme/*' } },
    },
    { Effect: 'Allow', Action: actions, Resource: `arn:aws:s3:::${bucket}/parley/acme/*` },
  ]
  const roleOf = (role_arn: string | null) => ({ type: 'assume_role', role_arn })

  it('is taken on to write under the prefix, day after day', async () => {
    await setUpWith(roleOf(makeRole(statements())))
    expect((await call('POST', '/verify')).body.findings).toMatchObject([
      { check: 'Take on the role', status: 'works' },
      ...[{ status: 'works' }, { status: 'works' }, { status: 'works' }],
    ])
    scene.tick(DAY_MS / MINUTE_MS)
    expect(await run()).toMatchObject({ state: 'finished', days: [{ decisions: 1 }] })
    expect(await rows()).toBe(1)
    await choose('u2')
    scene.tick(DAY_MS / MINUTE_MS)
    expect(await run()).toMatchObject({ state: 'finished', days: [{ decisions: 1 }] })
    expect(await rows()).toBe(2)
  })

  it('that may not delete, or that trusts somebody else, is refused in words', async () => {
    await setUpWith(roleOf(makeRole(statements(['s3:PutObject']))))
    expect((await call('POST', '/verify')).body.findings.at(-1)).toMatchObject({
      ...{ check: 'Delete an object', status: 'fails', fix: expect.stringContaining('s3:DeleteObject') },
    })
    // radosgw knows no external id, so a condition on it is never met.
    const Condition = { StringEquals: { 'sts:ExternalId': 'another' } }
    await setUpWith(roleOf(makeRole(statements(), { Condition })))
    expect((await call('POST', '/verify')).body.findings).toMatchObject([
      { check: 'Take on the role', status: 'fails', fix: expect.stringContaining('external id') },
    ])
    scene.tick(DAY_MS / MINUTE_MS)
    expect(await run()).toMatchObject({ state: 'failed', failure: expect.any(String) })
    expect((await keys()).filter(key => key.endsWith('.parquet'))).toEqual([])
  })

  it('that may write elsewhere only writes nothing', async () => {
    const elsewhere = JSON.parse(JSON.stringify(statements()).replaceAll('parley/acme/', 'parley/acme-corp/'))
    await setUpWith(roleOf(makeRole(elsewhere)))
    scene.tick(DAY_MS / MINUTE_MS)
    expect(await run()).toMatchObject({ state: 'failed', failure: expect.stringContaining('s3:') })
    expect(await keys()).toEqual([])
  })
})
