import { S3_EXAMPLE } from '../s3/connection.ts'

// What openapi.json shows.

export const SOURCE_ID = '019cade3-1f60-7c92-a7b5-4d8e60f3c12f'

const CREDENTIALS = { type: 'assume_role' as const, role_arn: 'arn:aws:iam::123456789012:role/parley-reads' }

export const SOURCE_INPUT = {
  name: 'redshift',
  connection: { ...S3_EXAMPLE, credentials: CREDENTIALS },
  platform: 'itbl',
  schedule: '15 * * * *',
}

export const RUN = {
  ...{ id: '019cade3-1f60-7c92-a7b5-4d8e60f3c130', state: 'running' as const, trigger: 'schedule' as const },
  ...{ started_by: null, failure: null, ended_at: null },
  queued_at: '2026-03-02T09:15:00.000Z',
  started_at: '2026-03-02T09:15:02.000Z',
  current: 'reading redshift/acme/event_date=2026-03-01/0001_part_00.parquet',
  ...{ objects: { planned: 8, done: 3 }, bytes: { planned: 376_000_000, done: 141_000_000 } },
  rows: {
    ...{ read: 1_204_000, added: 1_203_988, withdrawn: 0, per_second: 3_010 },
    refused: [{ reason: 'no-time', count: 12 }],
  },
  ...{ seconds_left: 640, unchanged: 28 },
  columns: [
    {
      ...{ name: 'event', use: 'mapped' as const, field: 'event_name' as const },
      ...{ type: 'VARCHAR', files: 3 },
    },
    { ...{ name: 'device', use: 'ignored' as const, field: null }, ...{ type: 'VARCHAR', files: 1 } },
    {
      ...{ name: 'copy_id', use: 'missing' as const, field: 'copy_id' as const },
      ...{ type: null, files: 3 },
    },
  ],
  days: [
    {
      ...{ name: 'event_date=2026-03-02', state: 'loaded' as const, reason: null },
      ...{ rows: 1_204_000, added: 1_203_988, withdrawn: 0 },
    },
  ],
  days_covered: { first: '2026-02-01', last: '2026-03-02' },
  first_event_at: '2026-03-02T00:00:00.214Z',
  last_event_at: '2026-03-02T08:59:58.901Z',
  late_seconds: null,
}

/** Parts of a source. */
export const SOURCE = {
  connection: {
    ...S3_EXAMPLE,
    credentials: {
      ...{ ...CREDENTIALS, access_key_id: null, is_secret_set: false },
      external_id: 'parley-4f1c9a0e7b2d48c6',
    },
  },
  health: {
    ...{ status: 'running' as const, message: 'Parley is reading it now.' },
    ...{ first_event_at: '2026-02-01T00:00:00.103Z', last_event_at: '2026-03-02T08:59:58.901Z' },
    ...{ credentials_expire_at: null, late_seconds: 920, last_day: '2026-03-01' },
    ...{ last_success_at: '2026-03-02T08:16:40.000Z' },
    ...{ next_run_at: '2026-03-02T10:15:00.000Z', last_run: RUN },
  },
}
