import type { JoinExpr, Node, SelectStmt } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import type { Fault } from './fault.ts'
import { type Known, reads } from './placed.ts'
import { isQuery, namesOf, nodesIn, ownNodes, queriesIn, textOf } from './syntax.ts'

// The rules of statements that ask every node. A statement of one organisation is sent to its node whole.

/** The faults of a statement of several organisations: what no node can answer for itself. */
export function faultsOfMany(statement: Node, known: Known): Fault[] {
  const queries = [...nodesIn(statement)].filter(isQuery)
  const apart = new Set<Node>([statement, ...queries.flatMap(namedIn)])
  return queries.flatMap(query => [
    ...faultsOfRepeated(query, known),
    ...(apart.has(query) || !('SelectStmt' in query) ? [] : faultsOfMerge(query.SelectStmt, known)),
  ])
}

/** The queries of `with`: each is planned for itself. */
const namedIn = (query: Node): Node[] =>
  ownNodes(Object.values(query)).flatMap(node =>
    'CommonTableExpr' in node && node.CommonTableExpr.ctequery !== undefined
      ? [node.CommonTableExpr.ctequery]
      : [],
  )

/** A query within another, whose rows of several nodes would have to be put together first. */
function faultsOfMerge(select: SelectStmt, known: Known): Fault[] {
  if (!reads(select.fromClause, known)) return []
  const { distinctClause, groupClause, lockingClause, targetList, havingClause } = select
  const calls = ownNodes([targetList, havingClause]).flatMap(node =>
    'FuncCall' in node ? [node.FuncCall] : [],
  )
  const windows = calls.flatMap(({ over }) => (over ? [over] : []))
  const isAggregate = calls.some(
    ({ over, funcname }) => !over && known.aggregates.has(textOf(funcname?.at(-1))),
  )
  const has = (part: readonly unknown[] | undefined) => (part ?? []).length > 0
  const said = [
    select.limitCount || select.limitOffset ? '`limit`' : undefined,
    has(lockingClause) ? '`for update`' : undefined,
    select.withClause ? '`with`' : undefined,
    isAggregate && !namesOrg(groupClause) ? 'an aggregate of all' : undefined,
    has(groupClause) && !namesOrg(groupClause) ? 'groups of several organisations' : undefined,
    has(distinctClause) && !namesOrg([distinctClause, targetList]) ? '`distinct`' : undefined,
    windows.some(({ partitionClause }) => !namesOrg(partitionClause)) ? 'a window of all' : undefined,
  ].filter(each => each !== undefined)
  return said.map(each => ({ rule: 'merge', says: `a query within has ${each}` }))
}

const namesOrg = (part: unknown): boolean =>
  ownNodes(part).some(node => 'ColumnRef' in node && namesOf(node.ColumnRef).at(-1) === DISTRIBUTION_COLUMN)

/** Rows that every node has, to which each would look for others. They would be counted once for each node. */
function faultsOfRepeated(query: Node, known: Known): Fault[] {
  const joins = ownNodes(Object.values(query)).flatMap(node => ('JoinExpr' in node ? [node.JoinExpr] : []))
  const outer = joins
    .filter(join => isRepeated(join, known))
    .map(() => ({ rule: 'repeated', says: 'the outer side of a join lies on every node' }) as const)
  if (!('SelectStmt' in query) || (query.SelectStmt.fromClause ?? []).length === 0) return outer
  const { fromClause = [], withClause: _, ...rest } = query.SelectStmt
  const isLateral = (item: Node) => 'RangeSubselect' in item && item.RangeSubselect.lateral === true
  const lateral = ownNodes(fromClause).filter(isLateral)
  const own = ownNodes(fromClause).filter(node => 'RangeVar' in node || 'RangeSubselect' in node)
  const hasRows = own.some(node => !isLateral(node) && reads(node, known))
  const looks = [...lateral, ...queriesIn(Object.values(rest))].some(each => reads(each, known))
  return looks && !hasRows
    ? [...outer, { rule: 'repeated', says: 'a query within looks for rows, and its own lie on every node' }]
    : outer
}

function isRepeated({ jointype, larg, rarg }: JoinExpr, known: Known): boolean {
  const [left, right] = [reads(larg, known), reads(rarg, known)]
  return (
    new Map([
      ['JOIN_LEFT', !left && right],
      ['JOIN_RIGHT', left && !right],
      ['JOIN_FULL', left !== right],
    ]).get(String(jointype)) === true
  )
}
