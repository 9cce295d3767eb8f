import type { InsertStmt, Node, OnConflictClause } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import type { Fault } from './fault.ts'
import { mutableIn, type Volatility } from './functions.ts'
import { nodesIn, queriesIn } from './syntax.ts'

// The rules of statements that change a distributed table.

const mutableFault = (place: string, names: readonly string[]): Fault[] =>
  names.length === 0 ? [] : [{ rule: 'function', says: `${place}: ${names.join(', ')} is not immutable` }]

const faultsOfReturning = (returned: unknown, volatility: Volatility): Fault[] =>
  mutableFault(
    'returning',
    mutableIn(returned, volatility).map(({ name }) => name),
  )

/**
 * @param changed the new values and the condition of an `update` or `delete`
 * @param returned the list after `returning`
 */
export function faultsOfChange(
  changed: readonly unknown[],
  returned: unknown,
  volatility: Volatility,
): Fault[] {
  const bad = changed
    .flatMap(part => mutableIn(part, volatility))
    .filter(({ form, isOfRow, isBranch }) => form === 'volatile' || isOfRow || isBranch)
  return [
    ...mutableFault(
      'a change',
      bad.map(({ name }) => name),
    ),
    ...faultsOfReturning(returned, volatility),
  ]
}

/** @param assigned what `set` assigns */
export function faultsOfMove(assigned: readonly Node[] | undefined = []): Fault[] {
  const targets = assigned.flatMap(target => ('ResTarget' in target ? [target.ResTarget] : []))
  return [
    ...(targets.some(({ name }) => name === DISTRIBUTION_COLUMN)
      ? [{ rule: 'moved', says: `the statement sets ${DISTRIBUTION_COLUMN}` } as const]
      : []),
    ...(targets.some(({ val }) => val !== undefined && 'MultiAssignRef' in val)
      ? [{ rule: 'assigned', says: 'several columns are set at once' } as const]
      : []),
  ]
}

const parametersIn = (part: unknown): Set<number> =>
  new Set([...nodesIn(part)].flatMap(node => ('ParamRef' in node ? [node.ParamRef.number ?? 0] : [])))

function faultsOfConflict(conflict: OnConflictClause, insert: InsertStmt, volatility: Volatility): Fault[] {
  const { onConflictClause: _, ...rest } = insert
  const elsewhere = parametersIn(rest)
  const lone = [...parametersIn(conflict)].filter(number => !elsewhere.has(number))
  const select = insert.selectStmt
  const isOfQuery =
    select !== undefined && 'SelectStmt' in select && select.SelectStmt.valuesLists === undefined
  return [
    ...faultsOfMove(conflict.targetList),
    ...mutableFault(
      'do update',
      mutableIn(conflict, volatility).map(({ name }) => name),
    ),
    ...(isOfQuery && lone.length > 0
      ? [
          {
            rule: 'parameter',
            says: `only \`do update\` uses ${lone.map(each => `$${each}`).join(', ')}`,
          } as const,
        ]
      : []),
  ]
}

/** The faults of an `insert`, but for the organisation of the new rows. */
export function faultsOfInsert(insert: InsertStmt, volatility: Volatility): Fault[] {
  const { selectStmt, onConflictClause, returningList, withClause: _ } = insert
  const isOfValues =
    selectStmt === undefined ||
    ('SelectStmt' in selectStmt && selectStmt.SelectStmt.valuesLists !== undefined)
  const inner = isOfValues
    ? queriesIn([selectStmt !== undefined && Object.values(selectStmt), onConflictClause, returningList])
    : []
  return [
    ...(inner.length > 0 ? [{ rule: 'values', says: '`insert … values` has a query within' } as const] : []),
    ...(onConflictClause ? faultsOfConflict(onConflictClause, insert, volatility) : []),
    ...faultsOfReturning(returningList, volatility),
  ]
}
