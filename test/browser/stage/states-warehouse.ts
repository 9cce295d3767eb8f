import type { TestApp } from '../../app.ts'

/** The id of a source of the warehouse, which is part of its page's address. */
export const SOURCE = '01a1ffff-0000-7000-8000-000000000002'

const CREDENTIALS = { type: 'assume_role', role_arn: 'arn:aws:iam::123456789012:role/parley-reads' }
const CONNECTION = {
  kind: 's3',
  bucket: 'marlow-exports',
  prefix: 'redshift/marlow/',
  region: 'eu-central-1',
}

/** What is asked of the API before: one source that a person should look at, and one that rests. */
export const SOURCES = [
  { name: 'redshift', platform: 'itbl', schedule: '15 3 * * *' },
  { name: 'databricks', platform: 'events', schedule: null, paused: true },
].map(source => ({ ...source, connection: { ...CONNECTION, credentials: CREDENTIALS } }))

/** Days and runs of the first source, as some weeks of exports leave them. Its next run is further off than this store is kept. */
export async function addWarehouse({ services }: TestApp, slug: string, made: string): Promise<void> {
  const { id: org = 0 } = services.catalog.known(slug) ?? {}
  const query = (text: string, values: readonly unknown[]) => services.db.query({ text, values })
  await query(
    `update warehouse_sources set id = $2, next_run_at = now() + interval '26 hours' where id = $1`,
    [made, SOURCE],
  )
  await query(
    `insert into warehouse_partitions (org_id, source_id, id, name, rows, loaded_at, held_reason, first_event_at, last_event_at, waiting_reason)
     select $1, $2, gen_random_uuid(), 'event_date=' || to_char(day, 'YYYY-MM-DD'), case when n = 0 then 0 else 4000 + n * 37 end,
       case when n > 0 then day + interval '26 hours' end,
       case n when 4 then 'shrunken: the export has 12 rows, and the former one had 4148.'
              when 9 then 'b.parquet: missing-columns: the file has no column for event_timestamp.' end,
       case when n > 0 then day end, case when n > 0 then day + interval '23 hours' end,
       case when n = 0 then 'no marker, and the newest file is 3 minutes old.' end
     from (select n, date_trunc('day', now(), 'UTC') - make_interval(days => n) as day from generate_series(0, 20) n) as made`,
    [org, SOURCE],
  )
  await query(
    `insert into warehouse_files (org_id, partition_id, name, version, bytes, rows, refused, fault, read_at)
     select $1, p.id, 'redshift/marlow/' || p.name || '/' || file || '.parquet', 'v1', 1204000, p.rows / 2,
       case when file = 'a' and p.rows % 3 = 0 then '[{"reason":"no-time","count":12,"rows":[4]}]'::jsonb else '[]'::jsonb end,
       case when file = 'b' and p.held_reason like 'b.parquet%' then 'missing-columns: the file has no column for event_timestamp.' end, now()
     from warehouse_partitions p cross join (values ('a'), ('b')) as files (file)
     where p.org_id = $1 and p.source_id = $2 and p.loaded_at is not null`,
    [org, SOURCE],
  )
  await query(
    `insert into warehouse_runs (org_id, source_id, id, state, trigger, started_by, queued_at, started_at, ended_at, failure, progress, days)
     select $1, $2, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000800000000002' || lpad(n::text, 4, '0'))::uuid,
       case n when 3 then 'failed' when 6 then 'canceled' else 'finished' end, case n % 4 when 0 then 'request' else 'schedule' end,
       case n % 4 when 0 then 'Omar Haddad' end, at, at, at + interval '70 seconds',
       case n when 3 then 'The bucket refused to list redshift/marlow/ (AccessDenied). Nothing was changed.' end, $3, $4
     from (select n, now() - make_interval(hours => n * 7) as at from generate_series(1, 12) n) as made`,
    [org, SOURCE, JSON.stringify(PROGRESS), JSON.stringify(DAYS)],
  )
}

const PROGRESS = {
  ...{ current: null, seconds_left: null, unchanged: 18 },
  ...{ objects: { planned: 4, done: 4 }, bytes: { planned: 4_816_000, done: 4_816_000 } },
  rows: { read: 8_148, added: 4_074, withdrawn: 3, refused: { 'no-time': 12 }, per_second: 3_010 },
  days_covered: { first: '2026-01-01', last: '2026-01-21' },
  ...{ first_event_at: '2026-01-20T00:00:00.000Z', last_event_at: '2026-01-21T23:00:00.000Z' },
  late_seconds: 9_000,
  columns: [
    { name: 'event_name', use: 'mapped', field: 'event_name', type: 'VARCHAR', files: 4 },
    { name: 'sent_at', use: 'mapped', field: 'event_timestamp', type: 'TIMESTAMP', files: 4 },
    { name: 'event_date', use: 'day', field: null, type: 'DATE', files: 4 },
    { name: 'plan', use: 'property', field: null, type: 'VARCHAR', files: 3 },
    { name: 'internal_note', use: 'ignored', field: null, type: 'VARCHAR', files: 4 },
    { name: 'message_id', use: 'missing', field: 'message_id', type: null, files: 0 },
  ],
}

const DAYS = [
  {
    ...{ name: 'event_date=2026-01-21', state: 'waiting', rows: null, added: 0, withdrawn: 0 },
    reason: 'no marker, and the newest file is 3 minutes old.',
  },
  { name: 'event_date=2026-01-20', state: 'loaded', rows: 4_074, added: 4_074, withdrawn: 3, reason: null },
]
