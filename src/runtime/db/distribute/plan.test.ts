import { describe, expect, it } from 'vitest'
import type { Catalogue, ForeignKey, Layout, Table } from './catalogue.ts'
import { faultsOf } from './faults.ts'
import { planSteps } from './plan.ts'

const LAYOUT: Layout = { column: 'org_id', reference: ['orgs'], coordinator: ['schema_migrations'] }

const table = (name: string, more: Partial<Table> = {}): Table => ({
  ...{ name, columns: ['org_id', 'id'], partitions: [], placement: { kind: 'local' }, localBytes: 0 },
  ...{
    uniqueKeys: [{ name: `${name}_pkey`, columns: ['org_id', 'id'] }],
    isReplicable: true,
    triggers: [],
    identities: {},
  },
  ...more,
})
const DISTRIBUTED = { kind: 'distributed', column: 'org_id' } as const

const toOrgs = (from: string): ForeignKey => ({
  ...{ table: from, name: `${from}_org_id_fkey`, definition: 'FOREIGN KEY (org_id) REFERENCES orgs(id)' },
  ...{ columns: ['org_id'], referenced: 'orgs', referencedColumns: ['id'], onDelete: 'c' },
})
const toEvents = (more: Partial<ForeignKey> = {}): ForeignKey => ({
  ...{
    table: 'notes',
    name: 'notes_event_fkey',
    definition: 'FOREIGN KEY (org_id, event) REFERENCES events(org_id, id)',
  },
  ...{
    columns: ['org_id', 'event'],
    referenced: 'events',
    referencedColumns: ['org_id', 'id'],
    onDelete: 'a',
  },
  ...more,
})

const ORGS = table('orgs', { columns: ['id'], uniqueKeys: [{ name: 'orgs_pkey', columns: ['id'] }] })
const LOCAL: Catalogue = {
  database: 'parley',
  tables: [
    table('events', { partitions: ['events_2026_01'], localBytes: 8192 }),
    table('notes'),
    ORGS,
    table('schema_migrations', {
      columns: ['name'],
      uniqueKeys: [{ name: 'p', columns: ['name'] }],
      localBytes: 8192,
    }),
  ],
  foreignKeys: [toEvents(), toOrgs('notes')],
  droppedKeys: [],
}

const statementsOf = (catalogue: Catalogue, shards?: number) =>
  planSteps(catalogue, { layout: LAYOUT, settings: {}, droppedKeys: 'kept', shards }).map(({ statements }) =>
    statements.map(text => text.replace(/\s+/g, ' ')).join('; '),
  )

describe('the steps', () => {
  it('drop foreign keys, place tables, and make the keys again', () => {
    expect(statementsOf(LOCAL, 64)).toEqual([
      expect.stringContaining('create table if not exists kept'),
      expect.stringMatching(/^insert into kept .*; alter table "notes" drop constraint "notes_event_fkey"$/),
      expect.stringMatching(/^insert into kept .*; alter table "notes" drop constraint "notes_org_id_fkey"$/),
      "select create_reference_table('orgs')",
      "select create_distributed_table('events', 'org_id', colocate_with => 'none', shard_count => 64)",
      "select create_distributed_table('notes', 'org_id', colocate_with => 'events')",
      "select truncate_local_data_after_distributing_table('events')",
      expect.stringMatching(
        /^alter table "notes" add constraint "notes_event_fkey" FOREIGN KEY .*; delete from kept where table_name = 'notes' and name = 'notes_event_fkey'$/,
      ),
      expect.stringContaining('alter table "notes" add constraint "notes_org_id_fkey"'),
      'drop table kept',
    ])
  })

  it('are the settings alone where everything is in its place', () => {
    const placed = {
      ...LOCAL,
      tables: [
        table('events', { placement: DISTRIBUTED }),
        table('notes', { placement: DISTRIBUTED }),
        { ...ORGS, placement: { kind: 'reference' } as const },
      ],
    }
    const planning = { layout: LAYOUT, settings: { jit: 'off' }, droppedKeys: 'kept', shards: undefined }
    expect(planSteps(placed, planning)).toEqual([
      {
        what: 'Set jit to off on every node.',
        statements: [
          `select nodeid, success, result from run_command_on_all_nodes('do $do$ begin perform set_config(''citus.enable_ddl_propagation'', ''off'', true); execute ''alter database "parley" set jit = ''''off''''''; end $do$')`,
        ],
      },
    ])
  })

  it('go on after some of them', () => {
    const [, dropped] = LOCAL.foreignKeys
    const broken: Catalogue = {
      ...LOCAL,
      tables: [
        table('events', { placement: DISTRIBUTED, localBytes: 8192 }),
        table('notes'),
        { ...ORGS, placement: { kind: 'reference' } },
      ],
      foreignKeys: [],
      droppedKeys: dropped === undefined ? [] : [dropped],
    }
    expect(statementsOf(broken)).toEqual([
      "select create_distributed_table('notes', 'org_id', colocate_with => 'events')",
      "select truncate_local_data_after_distributing_table('events')",
      expect.stringContaining('alter table "notes" add constraint "notes_org_id_fkey"'),
      'drop table kept',
    ])
  })

  it('of a new table leave the keys of others alone', () => {
    const grown: Catalogue = {
      ...LOCAL,
      tables: [
        table('added'),
        table('events', { placement: DISTRIBUTED }),
        table('notes', { placement: DISTRIBUTED }),
        { ...ORGS, placement: { kind: 'reference' } },
      ],
      foreignKeys: [toOrgs('added'), toEvents(), toOrgs('notes')],
    }
    const statements = statementsOf(grown)
    expect(statements.join()).not.toContain('notes')
    expect(statements).toContain(
      "select create_distributed_table('added', 'org_id', colocate_with => 'events')",
    )
  })
})

describe('a fault is', () => {
  const faults = (tables: readonly Table[], foreignKeys: readonly ForeignKey[] = []) =>
    faultsOf({ ...LOCAL, tables, foreignKeys }, LAYOUT)

  it('nothing in tables that can be distributed', () => {
    expect(faultsOf(LOCAL, LAYOUT)).toEqual([])
  })

  it.each([
    ['a table without the column', table('odd', { columns: ['id'], uniqueKeys: [] }), 'odd has no org_id'],
    [
      'a unique key without it',
      table('odd', { uniqueKeys: [{ name: 'k', columns: ['id'] }] }),
      'k of odd is unique without org_id',
    ],
    ['rows without a name', table('odd', { isReplicable: false }), 'odd has no primary key'],
    ['a trigger', table('odd', { triggers: ['t'] }), 'odd has the trigger t'],
    [
      'a small identity',
      table('odd', { identities: { id: 'integer' } }),
      'id of odd is an identity of the type integer',
    ],
    [
      'another column',
      table('odd', { placement: { kind: 'distributed', column: 'id' } }),
      'odd is distributed by id',
    ],
    ['another placement', table('odd', { placement: { kind: 'reference' } }), 'odd is a reference table'],
  ])('%s', (_, odd, fault) => {
    expect(faults([odd])).toEqual([expect.stringContaining(fault)])
  })

  it.each([
    ['without the column', toEvents({ columns: ['event'], referencedColumns: ['id'] }), 'has no org_id'],
    [
      'with it at another place',
      toEvents({ columns: ['event', 'org_id'] }),
      'has no org_id at the same place',
    ],
    ['that sets columns', toEvents({ onDelete: 'n' }), 'sets columns'],
    [
      'from a reference table to a distributed one',
      toEvents({ table: 'orgs' }),
      'from a reference table to a distributed table',
    ],
    ['from the coordinator', { ...toOrgs('schema_migrations') }, 'from the coordinator'],
  ])('a foreign key %s', (_, key, fault) => {
    expect(faults([], [key])).toEqual([expect.stringContaining(fault)])
  })
})
