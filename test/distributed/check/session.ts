import type { Node } from 'libpg-query'
import type { Fault } from './fault.ts'
import { nodesIn, textOf } from './syntax.ts'

const STAYS = /^set_config$|advisory/

/** Settings and locks that hold on one node alone. `set local` reaches the others. */
export function faultsOfSession(statement: Node): Fault[] {
  const isForSession =
    'VariableSetStmt' in statement &&
    statement.VariableSetStmt.kind === 'VAR_SET_VALUE' &&
    !statement.VariableSetStmt.is_local
  const called = [...nodesIn(statement)].flatMap(node =>
    'FuncCall' in node ? [textOf(node.FuncCall.funcname?.at(-1))] : [],
  )
  return [
    ...(isForSession ? [{ rule: 'setting', says: '`set` without `local` stays on one node' } as const] : []),
    ...[...new Set(called)]
      .filter(name => STAYS.test(name))
      .map(name => ({ rule: 'setting', says: `${name} stays on one node` }) as const),
  ]
}
