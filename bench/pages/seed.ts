import { DAY_MS } from '../../src/lib/duration.ts'
import { ensurePartitions } from '../../src/runtime/db/partitions.ts'
import type { Database } from '../../src/runtime/db/session.ts'
import { sumsOfWeights } from '../../src/runtime/db/sql/cohort-sql.ts'

export interface Seeded {
  readonly orgId: number
  /** The first template gets half of all messages. */
  readonly templates: readonly string[]
  readonly messages: number
  /** The time of the newest message. */
  readonly until: Date
}

const DAYS = 60
/** A statement must end before its time is over. */
const CHUNK = 50_000

/**
 * Fills the tables of messages and their sums as that many messages would have, by bulk statements: decisions,
 * messages, events of their sends and clicks, and all sums. Control gets 20 %; of the others, later wordings are clicked
 * more often. Templates and their approved variants exist already.
 */
export async function seedMessages(
  db: Database,
  { orgId, templates, messages, until }: Seeded,
): Promise<void> {
  for (let day = 0; day <= DAYS + 31; day += 28)
    await ensurePartitions(db, new Date(until.getTime() - day * DAY_MS))
  const run: Run = (text, values = []) => db.query({ text, values })
  await run('drop table if exists bench_seeded')
  await run(
    `create unlogged table bench_seeded (i int primary key, template_id text, variant_id uuid, arm text, propensity float8,
       at timestamptz, opened boolean, clicked boolean, age int, id uuid)`,
  )
  for (let from = 0; from < messages; from += CHUNK) {
    const end = Math.min(messages, from + CHUNK)
    await run(
      `insert into bench_seeded
     with variants as (
       select template_id, id, is_control, row_number() over (partition by template_id, is_control order by id) as place,
         count(*) over (partition by template_id, is_control) as among
       from variants where org_id = $1 and status = 'approved'),
     drawn as (
       select i, ($3::text[])[case when i % 2 = 0 then 1 else 1 + (i / 2) % cardinality($3::text[]) end] as template_id,
         $4::timestamptz - (${DAYS} * interval '1 day') * (1 - (i + 1) / $2::float8) as at,
         ('x' || substr(md5(i::text), 1, 8))::bit(32)::bigint / 4294967296.0 as u,
         ('x' || substr(md5(i::text), 9, 8))::bit(32)::bigint / 4294967296.0 as w
       from generate_series($5::int, $6::int - 1) as i)
     select d.i, d.template_id, v.id as variant_id, case when v.is_control then 'control' else 'treatment' end as arm,
       case when v.is_control then 0.2 else 0.8 / v.among end as propensity, d.at, d.w < 0.4 as opened,
       d.w < (case when v.is_control then 0.05 else 0.05 + 0.005 * v.place end) as clicked,
       (1 + floor(d.u * 97))::int % 60 as age,
       (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7' || substr(md5(d.i::text), 1, 3) || '-8' || substr(md5(d.i::text), 4, 3)
         || '-' || substr(md5(d.i::text), 7, 12))::uuid as id
     from drawn d
     join variants v on v.template_id = d.template_id and v.is_control = (d.u < 0.2)
       and v.place = 1 + floor(case when d.u < 0.2 then 0 else (d.u - 0.2) / 0.8 end * v.among)
     cross join lateral (select lpad(to_hex((extract(epoch from d.at) * 1000)::bigint), 12, '0') as h) as hexed
`,
      [orgId, messages, templates, until, from, end],
    )
    await insertMessages(run, orgId, from, end)
  }
  await insertSums(run, orgId, until)
  await run('drop table bench_seeded')
  for (const table of ['decisions', 'messages', 'events', 'cohort_counts', 'variant_counts'])
    await run(`analyze ${table}`)
}

type Run = (text: string, values?: readonly unknown[]) => Promise<unknown>

async function insertMessages(run: Run, orgId: number, from: number, end: number): Promise<void> {
  await run(
    `insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason, propensity, model_version,
       user_key, tracking_id, attrs)
     select $1, id, at, template_id, variant_id, arm, true, case arm when 'control' then 'control-split' else 'bandit' end,
       propensity, 0, 'user-' || i % 100000, 'bench-' || i, '{}' from bench_seeded where i >= $2 and i < $3`,
    [orgId, from, end],
  )
  await run(
    `insert into messages (org_id, decision_id, decided_at, template_id, variant_id, arm, user_key, sent_at, delivered, opened,
       machine_opened, clicked, machine_clicked, converted, unsubscribed, bounced, complained, revenue)
     select $1, id, at, template_id, variant_id, arm, 'user-' || i % 100000, at, true, opened, false, clicked, false, false,
       false, false, false, '{}' from bench_seeded where i >= $2 and i < $3`,
    [orgId, from, end],
  )
  await run(
    `insert into events (org_id, id, received_at, occurred_at, request_id, platform, type, native_event, tracking_id, user_key,
       refs, properties, outcome, matched_by, decision_id, template_id, variant_id)
     select $1, id, at, at, id, 'events', kind.type, kind.name, 'bench-' || i, 'user-' || i % 100000, '{}', '{}', 'counted',
       'tracking-id', id, template_id, variant_id
     from bench_seeded cross join lateral (
       select case when clicked then 'click' else 'send' end as type, case when clicked then 'email_clicked' else 'email_sent' end as name) kind
     where i >= $2 and i < $3`,
    [orgId, from, end],
  )
}

async function insertSums(run: Run, orgId: number, until: Date): Promise<void> {
  await run(
    `insert into variant_counts (org_id, template_id, variant_id, arm, hour, decisions, sends, deliveries, opens, clicks)
     select $1, template_id, variant_id, arm, date_trunc('hour', at), count(*), count(*), count(*),
       count(*) filter (where opened), count(*) filter (where clicked) from bench_seeded group by 2, 3, 4, 5 order by 5, 2, 3`,
    [orgId],
  )
  // As housekeeping leaves them: 5 minutes for two days, 6 hours for 28 days, 30 days before. Rows lie in the order of
  // their time, as messages come.
  await run(
    `insert into cohort_counts (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age, count,
       inverse, inverse_root, inverse_square)
     select $1, template_id, variant_id, arm, '', false, date_bin(minutes * interval '1 minute', at, 'epoch'), minutes, measure,
       case when measure = 'click' then age else 0 end, count(*), ${sumsOfWeights('propensity')}
     from bench_seeded
     cross join lateral (select case when at > $2::timestamptz - interval '2 days' then 5
       when at > $2::timestamptz - interval '28 days' then 360 else 43200 end as minutes) spans
     cross join lateral (values ('decision'), ('send'), ('click')) measures (measure)
     where measure <> 'click' or clicked
     group by template_id, variant_id, arm, 7, minutes, measure, 10 order by minutes desc, 7, template_id, variant_id`,
    [orgId, until],
  )
  await run(
    `insert into count_versions (org_id, template_id, version, changed_at)
     select $1, template_id, 1, $2 from bench_seeded group by template_id
     on conflict (org_id, template_id) do update set version = count_versions.version + 1`,
    [orgId, until],
  )
  await run(
    `insert into allocations (org_id, template_id, version, computed_at, weights, control_share, reason)
     select $1, template_id, -step, $2::timestamptz - step * interval '6 hours',
       (select jsonb_object_agg(id, share) from (
         select id, 1.0 / count(*) over () as share from variants v
         where v.org_id = $1 and v.template_id = seeded.template_id and not is_control) shares), 0.2, 'learned'
     from (select distinct template_id from bench_seeded) seeded cross join generate_series(1, ${DAYS * 4}) as step
     on conflict do nothing`,
    [orgId, until],
  )
  await run(
    `insert into choice_hours (org_id, hour, took_ms, choices)
     select $1, date_trunc('hour', at), 2 + i % 4, count(*) from bench_seeded
     where at > $2::timestamptz - interval '25 hours' group by 2, 3 on conflict do nothing`,
    [orgId, until],
  )
}
