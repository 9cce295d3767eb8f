import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeEach } from 'vitest'
import { copyTo } from '../parquet.ts'
import type { Scene } from '../scene.ts'

// Against a real S3 server: `test/s3/start-radosgw.sh`. S3_TEST_ENDPOINT is its address.

export const ENDPOINT = process.env['S3_TEST_ENDPOINT'] ?? ''
if (ENDPOINT === '')
  throw new Error('Start test/s3/start-radosgw.sh, and set S3_TEST_ENDPOINT to its address.')

export const OWNER = { accessKeyId: 'owner', secretAccessKey: 'owner-secret-of-the-tests' }
export const READER = { accessKeyId: 'reader', secretAccessKey: 'reader-secret-of-the-tests' }

export const DAY = 'redshift/acme/event_date=2026-01-03/'

export interface Exports {
  /** The bucket of this test. */
  readonly bucket: string
  put(key: string, body: string | Uint8Array): Promise<unknown>
  remove(key: string): Promise<unknown>
  /** Puts rows with the numbers in [from, until) as one Parquet file. */
  putRows(name: string, from: number, until: number, prefix?: string): Promise<void>
  /** Lets the reader list and read one prefix, and nothing else. */
  letReaderRead(prefix: string): Promise<unknown>
}

/** A new bucket for each test, and what an exporter does in it. */
export function useExports(): Exports {
  const folder = mkdtempSync(join(tmpdir(), 'parley-exports-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const writer = new S3Client({
    ...{ endpoint: ENDPOINT, region: 'us-east-1', forcePathStyle: true, credentials: OWNER },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  let bucket = ''
  let buckets = 0
  beforeEach(async () => {
    bucket = `parley-${process.pid}-${Date.now()}-${++buckets}`
    await writer.send(new CreateBucketCommand({ Bucket: bucket }))
  })
  const put = (Key: string, Body: string | Uint8Array) =>
    writer.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  return {
    get bucket() {
      return bucket
    },
    put,
    remove: Key => writer.send(new DeleteObjectCommand({ Bucket: bucket, Key })),
    async putRows(name, from, until, prefix = DAY) {
      const path = join(folder, 'upload.parquet')
      const time = `make_timestamp(${Date.UTC(2026, 0, 3) * 1000} + 1000000 * (n % 80000))`
      await copyTo(
        path,
        `select 'emailOpen' as event_name, ${time} as event_timestamp, 'm' || n as message_id from range(${from}, ${until}) r(n)`,
      )
      await put(`${prefix}${name}`, await readFile(path))
    },
    letReaderRead(prefix) {
      const Statement = readStatements(bucket, prefix).map(statement => ({
        ...statement,
        Principal: { AWS: ['arn:aws:iam:::user/reader'] },
      }))
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
      return writer.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
    },
  }
}

/** What a reader of one prefix needs. */
export const readStatements = (bucket: string, prefix: string) => [
  {
    ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
    Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
  },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/${prefix}*` },
]

/** The numbers of the rows that are events. */
export async function numbersOf({ server, org }: Scene): Promise<readonly number[]> {
  const found = await server.services.db.query<{ message_id: string }>({
    text: 'select message_id from events where org_id = (select id from orgs where slug = $1)',
    values: [org],
  })
  return found.map(row => Number(row.message_id.slice(1))).sort((left, right) => left - right)
}

export const range = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, at) => from + at)
