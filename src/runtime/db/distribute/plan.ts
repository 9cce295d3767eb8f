import { type Catalogue, type DroppedKey, type Layout, type Table, wantedOf } from './catalogue.ts'

/** A part of the work that is done as a whole: one transaction. */
export interface Step {
  /** What it does, in a line. */
  readonly what: string
  readonly statements: readonly string[]
}

export interface Planning {
  readonly layout: Layout
  /** Settings of the database on every node. */
  readonly settings: Readonly<Record<string, string>>
  /** Where dropped foreign keys are kept. */
  readonly droppedKeys: string
  /** Into how many parts tables are cut; undefined: the setting citus.shard_count. */
  readonly shards: number | undefined
}

/** The tables that are still to be placed. */
export const unplaced = ({ tables }: Catalogue, layout: Layout): readonly Table[] =>
  tables.filter(({ name, placement }) => placement.kind === 'local' && wantedOf(layout, name) !== 'local')

/**
 * The steps that bring every table to its place. A distribution that was broken off goes on where it ended, since each
 * step shows in the catalogue. On a database that is distributed already, only the settings are set again.
 *
 * Foreign keys are dropped first and made again last, as the documentation of Citus advises
 * (https://docs.citusdata.com/en/stable/develop/reference_ddl.html, Distributing Coordinator Data). Besides, a foreign key to
 * a reference table makes a table known to Citus before it is distributed, and then its identity columns are in the way:
 * https://github.com/citusdata/citus/issues/7564.
 */
export function planSteps(catalogue: Catalogue, planning: Planning): readonly Step[] {
  const { layout, droppedKeys } = planning
  const missing = unplaced(catalogue, layout)
  const names = new Set(missing.map(({ name }) => name))
  const inTheWay = catalogue.foreignKeys.filter(
    ({ table, referenced }) => names.has(table) || names.has(referenced),
  )
  const restored = [...catalogue.droppedKeys, ...inTheWay]
  const isLeft = ({ name, localBytes }: Table) => localBytes > 0 && wantedOf(layout, name) !== 'local'
  return [
    ...Object.entries(planning.settings).map(([name, value]) => settingStep(catalogue.database, name, value)),
    ...(inTheWay.length > 0 ? [keeperStep(droppedKeys)] : []),
    ...inTheWay.map(key => dropStep(key, droppedKeys)),
    ...placingSteps(catalogue, missing, planning),
    ...catalogue.tables.filter(isLeft).map(truncateStep),
    ...restored.map(key => restoreStep(key, droppedKeys)),
    ...(restored.length > 0 ? [forgetStep(droppedKeys)] : []),
  ]
}

/**
 * The command runs on each node by itself, without being passed on from there: newer versions pass `alter database` on.
 * https://github.com/citusdata/citus/pull/7253
 */
function settingStep(database: string, name: string, value: string): Step {
  const alter = `alter database ${identifier(database)} set ${name} = ${literal(value)}`
  const command = `do $do$ begin perform set_config('citus.enable_ddl_propagation', 'off', true); execute ${literal(alter)}; end $do$`
  return {
    what: `Set ${name} to ${value} on every node.`,
    statements: [`select nodeid, success, result from run_command_on_all_nodes(${literal(command)})`],
  }
}

const keeperStep = (keeper: string): Step => ({
  what: 'Make a place for the foreign keys that are dropped meanwhile.',
  statements: [
    `create table if not exists ${keeper} (table_name text not null, name text not null, definition text not null, primary key (table_name, name))`,
  ],
})

const dropStep = ({ table, name, definition }: DroppedKey, keeper: string): Step => ({
  what: `Drop the foreign key ${name} for now.`,
  statements: [
    `insert into ${keeper} (table_name, name, definition) values (${[table, name, definition].map(literal).join(', ')})`,
    `alter table ${identifier(table)} drop constraint ${identifier(name)}`,
  ],
})

/** Reference tables first. All distributed tables lie beside the first: rows of an organisation share a node. */
function placingSteps(
  { tables }: Catalogue,
  missing: readonly Table[],
  { layout, shards }: Planning,
): readonly Step[] {
  const isOf = (wanted: string) => (table: Table) => wantedOf(layout, table.name) === wanted
  const distributed = tables.filter(isOf('distributed'))
  const first = distributed.find(({ placement }) => placement.kind === 'distributed') ?? distributed[0]
  const beside = ({ name }: Table): string => {
    if (name !== first?.name) return `colocate_with => ${literal(first?.name ?? 'default')}`
    return `colocate_with => 'none'${shards === undefined ? '' : `, shard_count => ${shards}`}`
  }
  const inOrder = missing
    .filter(isOf('distributed'))
    .sort((left, right) => Number(right === first) - Number(left === first))
  return [
    ...missing.filter(isOf('reference')).map(({ name }) => ({
      what: `Copy ${name} to every node.`,
      statements: [`select create_reference_table(${literal(name)})`],
    })),
    ...inOrder.map(table => ({
      what: `Distribute ${table.name}${table.partitions.length > 0 ? ' with its partitions' : ''}.`,
      statements: [
        `select create_distributed_table(${literal(table.name)}, ${literal(layout.column)}, ${beside(table)})`,
      ],
    })),
  ]
}

/** The rows lie on the nodes, but also still here, where checks of new constraints would see them. With its partitions. */
const truncateStep = ({ name }: Table): Step => ({
  what: `Empty this server's former file of ${name}.`,
  statements: [`select truncate_local_data_after_distributing_table(${literal(name)})`],
})

const restoreStep = ({ table, name, definition }: DroppedKey, keeper: string): Step => ({
  what: `Make the foreign key ${name} again.`,
  statements: [
    `alter table ${identifier(table)} add constraint ${identifier(name)} ${definition}`,
    `delete from ${keeper} where table_name = ${literal(table)} and name = ${literal(name)}`,
  ],
})

const forgetStep = (keeper: string): Step => ({
  what: 'Every foreign key is there again.',
  statements: [`drop table ${keeper}`],
})

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
