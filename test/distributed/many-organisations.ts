import type { Rule } from './check/fault.ts'

/** A statement that may break rules, and why. */
export interface Allowed {
  /** A part of its text that no other statement has. */
  readonly part: string
  readonly rules: readonly Rule[]
  readonly why: string
}

const ofMany = (part: string, why: string): Allowed => ({ part, rules: ['organisations'], why })

/** Statements of many organisations. Each asks every node. None locks rows, and no choice waits for one. */
const MANY: readonly Allowed[] = [
  ofMany('max(last_received_at) as at from platform_health', 'a worker looks when platforms called last'),
  ofMany('from count_versions join (select unnest(', 'a process looks for new counts once a second'),
  ofMany("from jobs where state = 'running' and leased_until <= $1", 'a worker looks for due jobs'),
  ofMany('from warehouse_runs r\n           where r.state in', 'a worker looks for due runs of sources'),
  ofMany('from warehouse_sources where connection is not null', 'the gauges: who has sources'),
  ofMany('from warehouse_export_runs where state in', 'a worker looks for due exports'),
  ofMany('from warehouse_sources\n           where next_run_at <= $1', 'a worker looks for due sources'),
  ofMany('select secret_hash as hash from api_keys where id = $1', 'the answer to a refused call'),
  ofMany('from replays where finished_at is null', 'a worker looks for running replays'),
  ofMany(
    'from (select distinct org_id from named_later)',
    'a worker looks for decisions that got a name later',
  ),
  ofMany('left join template_snapshots s on', 'a worker looks for snapshots that are out of date'),
  ofMany("from profile_writes where state = 'intended'", 'a worker looks for write-backs that a crash left'),
  ofMany('from profile_lanes l where l.free_at <= $1', 'a worker looks for due lanes'),
  ofMany('from delivery_lanes l where l.free_at <= $1', 'a worker looks for due lanes'),
  ofMany('and org_id > $2\n             order by org_id, id limit', 'a worker looks for due calls'),
  ofMany('from org_locks l left join decided_pairs looked on', 'a worker looks for decisions'),
  ofMany('from person_hash_keys looked join orgs o', 'a worker looks for decisions without hashes'),
  ofMany('from feedback_webhooks l where l.leased_until <= $1', 'a worker looks for due lanes'),
  ofMany('order by not_before nulls first limit', 'a worker looks for due handshakes'),
  ofMany('select org_id as id from org_locks', 'a worker looks for locks that are missing'),
  ofMany('from uncounted_people order by', 'a worker looks for templates whose people were never counted'),
  ofMany('from warehouse_exports\n           where next_run_at <= $1', 'a worker looks for due exports'),
  ofMany('explain (format json) select 1 from', 'an estimate of the rows of a table'),
  ofMany('select count(*) from inbound_requests where processed_at is null', 'the gauge of waiting calls'),
]

/** Every hour, a deletion by age alone. */
const RETENTION: readonly Allowed[] = [
  'select distinct org_id from message_amounts where',
  'delete from "preview_pages" where "expires_at"',
  'delete from message_keys where',
  'delete from message_ids where decision_id',
  'delete from platform_hours where hour',
  'delete from event_hours where hour',
  'delete from choice_hours where hour',
  'delete from usage_months where month',
  'delete from send_times where expires_at',
  'delete from template_rungs old where hour',
  'delete from warehouse_export_runs where ended_at',
  'delete from "warehouse_runs" where "ended_at"',
  'delete from "jobs" where "state" <>',
].map(part => ofMany(part, 'retention'))

/** Settings and locks that are meant for one node. */
const OF_A_NODE: readonly Allowed[] = [
  ofMany("= 'epoch' where", 'only the embedded engine: its one process frees the leases of the one before'),
  {
    part: 'select pg_advisory_xact_lock($1)',
    rules: ['setting'],
    why: 'migrations and partitions are made on the coordinator alone',
  },
  ...['set allow_system_table_mods = on', 'set search_path = public, citus_double'].map(
    (part): Allowed => ({ part, rules: ['setting'], why: 'a test that plays Citus' }),
  ),
  {
    part: 'from org_locks where org_id = $1 for update',
    rules: ['setting'],
    why: 'beside the row, for processes of the release before; the node of the row evaluates it',
  },
]

export const ALLOWED: readonly Allowed[] = [...MANY, ...RETENTION, ...OF_A_NODE]
