import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkStatement, type Store } from './check-statement.ts'
import type { Rule } from './fault.ts'

const STORE: Store = {
  tables: new Set(['events', 'templates', 'jobs']),
  aggregates: new Set(['count', 'max']),
  volatility: new Map([
    ['now', { worst: 'stable', isMixed: false }],
    ['random', { worst: 'volatile', isMixed: false }],
    ['concat_ws', { worst: 'stable', isMixed: false }],
    ['date_trunc', { worst: 'stable', isMixed: true }],
    ['length', { worst: 'stable', isMixed: true }],
  ]),
}

beforeAll(() => loadModule())
const rulesOf = (text: string): Rule[] => [...new Set(checkStatement(text, STORE).map(({ rule }) => rule))]

const GOOD = [
  'select * from events where org_id = $1',
  'select * from events e where (e.org_id, e.id) = ($1, $2)',
  'select * from events where "org_id" in ($1)',
  'select * from events e join templates t on (t.org_id, t.id) = (e.org_id, e.template_id) where e.org_id = $1',
  'select * from events join templates using (org_id) where org_id = $1',
  'select * from events e left join templates t on t.org_id = e.org_id and t.id = e.template_id where e.org_id = $1',
  'select * from events e join orgs o on o.id = e.org_id where o.id = $1',
  'select * from orgs where id in (select org_id from memberships where user_id = $1)',
  'select * from unnest($2::uuid[]) as given (id) cross join lateral (select * from events e where e.org_id = $1 and e.id = given.id limit 1) found',
  'select * from events where org_id = $1 for update skip locked',
  'insert into events (org_id, id) values ($1, $2)',
  'insert into events (org_id, id) select $1, * from unnest($2::uuid[]) as given (id)',
  'with given as (select $1::int as org_id, * from unnest($2::uuid[]) as given (id)) insert into events (org_id, id) select org_id, id from given',
  'with gone as (delete from events where org_id = $1 returning org_id, id) insert into jobs (org_id, id) select org_id, id from gone',
  'insert into events as e (org_id, n) values ($1, $2) on conflict (org_id) do update set n = e.n + excluded.n, at = $3',
  'insert into events as e (org_id, n) select $1, n from unnest($2::int[]) as given (n) where $3::date is not null on conflict (org_id) do update set at = $3',
  "update events set at = now(), month = date_trunc('month', at at time zone 'UTC') where org_id = $1",
  'update events e set n = given.n from unnest($2::int[]) as given (n) where e.org_id = $1 and length(e.name) = given.n',
  'update orgs set n = $2 where id in (select org_id from memberships where user_id = $1)',
  'with due as (select id from events where org_id = $1) update orgs set n = 1 where id in (select id from due)',
  'delete from events e using unnest($2::uuid[]) as given (id) where e.org_id = $1 and e.id = given.id returning e.id',
  'set local enable_seqscan = off; set local enable_hashjoin = off',
]

const BAD: readonly (readonly [Rule, string])[] = [
  ['organisations', 'select * from events'],
  ['organisations', 'select * from events where org_id = any($1)'],
  ['organisations', 'select * from events where org_id = $1 or id = $2'],
  ['organisations', 'select * from events e join templates t on t.id = e.template_id where e.org_id = $1'],
  [
    'organisations',
    'select * from events join unnest($1::int[], $2::uuid[]) as wanted (org_id, id) using (org_id, id)',
  ],
  [
    'organisations',
    'select * from events e left join templates t on e.org_id = $1 and t.org_id = $1 where t.id is null',
  ],
  [
    'organisations',
    'select (select max(t.id) from templates t where t.org_id = e.org_id) from events e where e.org_id = $1',
  ],
  [
    'organisations',
    'select * from events e cross join lateral (select * from templates t where t.org_id = e.org_id limit 1) t where e.org_id = $1',
  ],
  [
    'organisations',
    'with mine as (select org_id, id from templates where org_id = $1) select * from events join mine using (org_id)',
  ],
  ['organisations', 'select id from events where org_id = $1 union all select id from templates'],
  ['organisations', 'insert into events (id) values ($1)'],
  [
    'organisations',
    'insert into events (org_id, id) select * from unnest($1::int[], $2::uuid[]) as given (org_id, id)',
  ],
  ['organisations', 'update events set n = 1 where id = $1'],
  ['organisations', 'delete from events where at < $1'],
  ['apart', 'select * from events e join templates t on t.id = e.template_id'],
  ['lock', 'select * from jobs where leased_until < $1 order by id limit 1 for update skip locked'],
  [
    'lock',
    'update jobs set n = 1 where (org_id, id) in (select org_id, id from jobs where n < $1 limit 1 for update)',
  ],
  [
    'function',
    'insert into events (org_id, id) values ($1, $2) on conflict (org_id) do update set at = now()',
  ],
  ['function', "update events set reason = concat_ws(' ', notes, $2) where org_id = $1"],
  ['function', 'update events set n = random() where org_id = $1'],
  ['function', "update events set at = at + interval '1 day' where org_id = $1"],
  [
    'function',
    'delete from events e using orgs o where e.org_id = $1 and o.id = $1 and at < $2 - make_interval(days => o.days)',
  ],
  ['function', "update events set month = date_trunc('month', at) where org_id = $1"],
  ['function', 'update events set at = coalesce(at, now()) where org_id = $1'],
  ['function', 'delete from events where org_id = $1 and at::date = $2'],
  ['function', 'delete from events where org_id = $1 returning now()'],
  [
    'parameter',
    'insert into events (org_id, n) select $1, n from unnest($2::int[]) as given (n) on conflict (org_id) do update set at = $3',
  ],
  ['moved', 'update events set org_id = $2 where org_id = $1'],
  [
    'moved',
    'insert into events (org_id) values ($1) on conflict (id) do update set org_id = excluded.org_id',
  ],
  ['values', 'insert into events (org_id, n) values ($1, (select max(id) from orgs))'],
  ['values', 'insert into events (org_id) values ($1) returning (select max(id) from orgs)'],
  ['setting', "select set_config('enable_seqscan', 'off', true)"],
  ['setting', 'set enable_seqscan = off'],
  ['setting', 'select pg_advisory_xact_lock(1)'],
  ['columns', 'select count(*) from (select from events where org_id = $1 limit 10) counted'],
  ['columns', 'with own as (select from events where org_id = $1) select count(*) from own'],
  ['reference', 'update orgs o set n = 1 from events e where e.org_id = $1 and o.id = e.org_id'],
  ['reference', 'delete from orgs o where not exists (select from events e where e.org_id = $1)'],
  ['local', 'select exists (select from pg_stats), (select count(*) from orgs)'],
  ['local', 'select * from events e join pg_class c on c.relname = e.name where e.org_id = $1'],
  ['assigned', 'update events set (name, n) = (select $2, $3) where org_id = $1'],
  [
    'merge',
    'select * from events e cross join lateral (select id from jobs j where j.org_id = e.org_id order by id limit 1) j',
  ],
  ['merge', 'select * from events e where 5 < (select count(*) from jobs j where j.org_id = e.org_id)'],
  ['merge', 'select * from events e where exists (select from jobs j where j.org_id = e.org_id for update)'],
  ['merge', 'select * from (select distinct template_id from events) e'],
  ['merge', 'select * from (select template_id, count(*) from events group by 1) e'],
  ['merge', 'select * from (select id, rank() over (partition by template_id order by id) from events) e'],
  ['repeated', 'select * from orgs o left join events e on e.org_id = o.id'],
  ['repeated', 'select * from unnest($1::int[]) as given (id) left join events e on e.org_id = given.id'],
  ['repeated', 'select * from events e full join orgs o on e.org_id = o.id'],
  ['repeated', 'select * from orgs o where exists (select from events e where e.org_id = o.id)'],
  ['repeated', 'select * from orgs o, lateral (select id from events e where e.org_id = o.id) e'],
]

describe('the check of a statement', () => {
  it.each(GOOD)('finds nothing in: %s', text => expect(checkStatement(text, STORE)).toEqual([]))
  it.each(BAD)('finds a fault of %s in: %s', (rule, text) => expect(rulesOf(text)).toContain(rule))
  it('lets tables of several organisations be joined by organisation', () => {
    const joined = 'select * from events e join templates t on (t.org_id, t.id) = (e.org_id, e.template_id)'
    const within = 'select * from events e where exists (select from templates t where t.org_id = e.org_id)'
    const looked =
      'select * from jobs j join orgs o on o.id = j.org_id where exists (select 1 from (select 1 from events e where e.org_id = j.org_id order by e.id) due)'
    const counted =
      'select * from (select org_id, count(*) from events group by org_id) e join orgs o on o.id = e.org_id'
    const optional =
      'select * from jobs j left join templates t on t.org_id = j.org_id left join orgs o on o.id = j.org_id'
    for (const text of [joined, within, looked, counted, optional])
      expect(rulesOf(text), text).toEqual(['organisations'])
  })
})
