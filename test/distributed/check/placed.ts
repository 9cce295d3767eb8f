import type { Node, RangeVar, SelectStmt } from 'libpg-query'
import { COORDINATOR_TABLES, REFERENCE_TABLES } from '../../../src/runtime/db/distribution.ts'
import type { Fault } from './fault.ts'
import { nodesIn } from './syntax.ts'

// The rules of statements about tables of several kinds, whatever their organisations.

export interface Known {
  readonly tables: ReadonlySet<string>
  readonly aggregates: ReadonlySet<string>
}

export const reads = (part: unknown, { tables }: Known): boolean =>
  [...nodesIn(part)].some(node => 'RangeVar' in node && tables.has(node.RangeVar.relname ?? ''))

export const faultsOfPlaces = (statement: Node, known: Known): Fault[] => [
  ...faultsOfReference(statement, known),
  ...faultsOfLocal(statement, known),
  ...faultsOfColumns(statement, known),
]

/** Every node would have to see the rows of the distributed table. */
const faultsOfReference = (statement: Node, known: Known): Fault[] =>
  [...nodesIn(statement)]
    .flatMap(node => {
      if ('UpdateStmt' in node) return [node.UpdateStmt]
      return 'DeleteStmt' in node ? [node.DeleteStmt] : []
    })
    .filter(({ relation, withClause: _, ...rest }) => {
      const name = relation?.relname ?? ''
      return !known.tables.has(name) && reads(rest, known)
    })
    .map(({ relation }) => ({
      rule: 'reference',
      says: `a change of ${relation?.relname} reads a distributed table`,
    }))

/** The nodes have other catalogues, and no tables of the coordinator. */
function faultsOfLocal(statement: Node, { tables }: Known): Fault[] {
  const read = [...nodesIn(statement)].flatMap(node => ('RangeVar' in node ? [node.RangeVar] : []))
  const isLocal = ({ schemaname = '', relname = '' }: RangeVar) =>
    /^pg_|^information_schema$/.test(schemaname || relname) || COORDINATOR_TABLES.includes(relname)
  const isPlaced = ({ relname = '' }: RangeVar) => tables.has(relname) || REFERENCE_TABLES.includes(relname)
  return read.some(isLocal) && read.some(isPlaced)
    ? [{ rule: 'local', says: 'the statement reads the coordinator and the nodes' }]
    : []
}

/** Citus keeps the rows of such a query for the rest of the statement, and cannot keep rows without columns. */
const faultsOfColumns = (statement: Node, known: Known): Fault[] =>
  [...nodesIn(statement)]
    .flatMap(node => {
      if ('RangeSubselect' in node) return [node.RangeSubselect.subquery]
      return 'CommonTableExpr' in node ? [node.CommonTableExpr.ctequery] : []
    })
    .filter(query => query !== undefined && 'SelectStmt' in query && hasNoColumns(query.SelectStmt))
    .filter(query => reads(query, known))
    .map(() => ({ rule: 'columns', says: 'a query in `from` or `with` has no columns' }))

const hasNoColumns = ({ targetList = [], valuesLists, larg }: SelectStmt): boolean =>
  targetList.length === 0 && valuesLists === undefined && larg === undefined
