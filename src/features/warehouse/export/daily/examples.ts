import { S3_EXAMPLE } from '../../s3/connection.ts'

// What openapi.json shows.

const { append: _append, quiet_minutes: _quiet, ...S3 } = S3_EXAMPLE
const PLACE = { ...S3, prefix: 'parley/acme/' }
const CREDENTIALS = { type: 'assume_role' as const, role_arn: 'arn:aws:iam::123456789012:role/parley-writes' }
const SETTINGS = { with_people: false, schedule: '30 3 * * *', paused: false, first_day: '2026-01-01' }

export const EXPORT_INPUT = { connection: { ...PLACE, credentials: CREDENTIALS }, ...SETTINGS }

export const EXPORT_RUN = {
  ...{ id: '019cade3-1f60-7c92-a7b5-4d8e60f3c131', state: 'finished' as const, trigger: 'schedule' as const },
  ...{ started_by: null, failure: null },
  queued_at: '2026-03-02T03:30:00.000Z',
  started_at: '2026-03-02T03:30:02.000Z',
  ended_at: '2026-03-02T03:31:40.000Z',
  planned_days: 1,
  days: [{ day: '2026-03-01', decisions: 120_400, events: 310_988, files: 3, bytes: 21_400_211 }],
}

export const EXPORT = {
  connection: {
    ...PLACE,
    credentials: {
      ...{ ...CREDENTIALS, access_key_id: null, is_secret_set: false },
      external_id: 'parley-4f1c9a0e7b2d48c6',
    },
  },
  ...SETTINGS,
  next_run_at: '2026-03-03T03:30:00.000Z',
  days: { exported: 60, due: 0, last: '2026-03-01' },
  last_run: EXPORT_RUN,
}
