import { type Catalogue, type ForeignKey, type Layout, type Table, wantedOf } from './catalogue.ts'

/**
 * What a distributed PostgreSQL would refuse, one sentence each. The rules are those of Citus:
 * https://docs.citusdata.com/en/stable/develop/reference_ddl.html (keys), its foreign_constraint.c (`set null`),
 * https://github.com/citusdata/citus/pull/3858 (triggers), its api_udf.html (citus_move_shard_placement: replica identity), https://github.com/citusdata/citus/issues/6808 (identity columns).
 */
export function faultsOf({ tables, foreignKeys }: Catalogue, layout: Layout): readonly string[] {
  return [
    ...tables.flatMap(table => faultsOfTable(table, layout)),
    ...foreignKeys.flatMap(key => faultsOfKey(key, layout)),
  ]
}

function faultsOfTable(table: Table, layout: Layout): readonly string[] {
  const { name, columns, placement, uniqueKeys, isReplicable, triggers, identities } = table
  const wanted = wantedOf(layout, name)
  const { column } = layout
  const faults: string[] = []
  if (placement.kind !== 'local' && placement.kind !== wanted)
    faults.push(`${name} is ${PLACED[placement.kind]}, and should be ${PLACED[wanted]}.`)
  if (placement.kind === 'distributed' && placement.column !== column)
    faults.push(`${name} is distributed by ${placement.column}, and should be by ${column}.`)
  if (wanted === 'local') return faults
  faults.push(
    ...triggers.map(trigger => `${name} has the trigger ${trigger}: distributed tables can have none.`),
  )
  if (wanted === 'reference') return faults
  if (!columns.includes(column))
    faults.push(`${name} has no ${column}, and is on no list of tables without it.`)
  for (const key of uniqueKeys)
    if (!key.columns.includes(column))
      faults.push(`${key.name} of ${name} is unique without ${column}: no node sees the rows of another.`)
  if (!isReplicable)
    faults.push(`${name} has no primary key and no replica identity: its rows cannot move to another node.`)
  for (const [identity, type] of Object.entries(identities))
    if (type !== 'bigint')
      faults.push(`${identity} of ${name} is an identity of the type ${type}: only bigint can be.`)
  return faults
}

const PLACED = {
  local: 'on the coordinator',
  reference: 'a reference table',
  distributed: 'a distributed table',
}

function faultsOfKey(key: ForeignKey, layout: Layout): readonly string[] {
  const [from, to] = [wantedOf(layout, key.table), wantedOf(layout, key.referenced)]
  const about = `${key.name} of ${key.table}`
  if (to === 'reference')
    return from === 'local' ? [`${about} leads from the coordinator to a reference table.`] : []
  if (from === 'local' && to === 'local') return []
  if (from !== 'distributed' || to !== 'distributed')
    return [`${about} leads from ${PLACED[from]} to ${PLACED[to]}.`]
  const place = key.columns.indexOf(layout.column)
  if (place < 0 || key.referencedColumns[place] !== layout.column)
    return [`${about} has no ${layout.column} at the same place on both sides.`]
  return key.onDelete === 'n' || key.onDelete === 'd'
    ? [`${about} sets columns when a row is deleted: with ${layout.column} in the key, no column can be set.`]
    : []
}
