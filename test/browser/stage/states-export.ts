import type { TestApp } from '../../app.ts'

/** What is asked of the API before: an export that has gone on for weeks. */
export const EXPORT = {
  connection: {
    ...{ kind: 's3', bucket: 'marlow-exports', prefix: 'parley/marlow/', region: 'eu-central-1' },
    credentials: { type: 'assume_role', role_arn: 'arn:aws:iam::123456789012:role/parley-writes' },
  },
}

const DAYS = 24
const CHANGED = 3

/** Its days and runs. The next run is further off than this store is kept. */
export async function addExport({ services }: TestApp, slug: string): Promise<void> {
  const { id: org = 0 } = services.catalog.known(slug) ?? {}
  const query = (text: string, values: readonly unknown[]) => services.db.query({ text, values })
  await query(
    `update warehouse_exports set next_run_at = now() + interval '26 hours',
       first_day = (now() at time zone 'UTC')::date - $2::int where org_id = $1`,
    [org, DAYS],
  )
  await query(
    `insert into warehouse_export_days (org_id, day, exported_at, is_changed, decisions, events)
     select $1, (now() at time zone 'UTC')::date - n, date_trunc('day', now(), 'UTC') - make_interval(days => n - 1) + interval '3 hours 31 minutes',
       n = $3, 840 + n * 3, 2600 + n * 17
     from generate_series(2, $2::int) n`,
    [org, DAYS, CHANGED],
  )
  await query(
    `insert into warehouse_export_runs (org_id, id, state, trigger, started_by, queued_at, started_at, ended_at, failure, planned, days)
     select $1, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000800000000003' || lpad(n::text, 4, '0'))::uuid,
       case n when 2 then 'failed' else 'finished' end, case n when 1 then 'request' else 'schedule' end,
       case n when 1 then 'Omar Haddad' end, at, at, at + interval '40 seconds',
       case n when 2 then 'The bucket refused to store parley/marlow/events (AccessDenied). Allow s3:PutObject for the prefix, and run it again.' end,
       1, case n when 2 then '[]'::jsonb else jsonb_build_array(jsonb_build_object('day', to_char(at - interval '1 day', 'YYYY-MM-DD'),
         'decisions', 840 + n * 3, 'events', 2600 + n * 17, 'files', 2, 'bytes', 412000 + n * 900)) end
     from (select n, now() - make_interval(days => n - 1, hours => 5) as at from generate_series(1, 12) n) as made`,
    [org],
  )
}
