import { type InsertStmt, type Node, parseSync, type SelectStmt, type WithClause } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import { faultsOfChange, faultsOfInsert, faultsOfMove } from './changes.ts'
import type { Fault } from './fault.ts'
import type { Volatility } from './functions.ts'
import { type Level, levelOf, type MakeLevel } from './level.ts'
import { faultsOfPlaces } from './placed.ts'
import { orgsOf, valuesAt } from './rows-of.ts'
import { faultsOfSession } from './session.ts'
import { branchesOf, queriesIn } from './syntax.ts'
import { faultsOfMany } from './within.ts'

export interface Store {
  /** The names of the distributed tables. */
  readonly tables: ReadonlySet<string>
  /** The names of the aggregates of PostgreSQL. */
  readonly aggregates: ReadonlySet<string>
  readonly volatility: Volatility
}

/** @returns what a distributed planner refuses; empty for a good statement. Call `loadModule` before. */
export function checkStatement(text: string, store: Store): Fault[] {
  const { stmts = [] }: { stmts?: readonly { readonly stmt?: Node }[] } = parseSync(text)
  return stmts.flatMap(({ stmt }) => {
    if (stmt === undefined) return []
    const faults = [
      ...faultsOfSession(stmt),
      ...faultsOfPlaces(stmt, store),
      ...faultsOfQuery(stmt, store, new Map()),
    ]
    const isOfMany = faults.some(({ rule }) => rule === 'organisations')
    return [...faults, ...(isOfMany ? faultsOfMany(stmt, store) : [])]
  })
}

/** By name: the queries of `with`. */
type Named = ReadonlyMap<string, Node>

const withNames = (clause: WithClause | undefined, named: Named): Named =>
  new Map([
    ...named,
    ...(clause?.ctes ?? []).flatMap(each =>
      'CommonTableExpr' in each && each.CommonTableExpr.ctequery !== undefined
        ? [[each.CommonTableExpr.ctename ?? '', each.CommonTableExpr.ctequery] as const]
        : [],
    ),
  ])

function withClauseOf(query: Node): WithClause | undefined {
  if ('SelectStmt' in query) return query.SelectStmt.withClause
  if ('InsertStmt' in query) return query.InsertStmt.withClause
  if ('UpdateStmt' in query) return query.UpdateStmt.withClause
  return 'DeleteStmt' in query ? query.DeleteStmt.withClause : undefined
}

function faultsOfQuery(query: Node, store: Store, around: Named): Fault[] {
  const named = withNames(withClauseOf(query), around)
  const inner = queriesIn(Object.values(Object.values(query)[0] ?? {})).flatMap(each =>
    faultsOfQuery(each, store, named),
  )
  const level = levelsIn(store, named)
  return [...inner, ...faultsOfItself(query, level, store)]
}

/** The faults of a query, without those of the queries within it. */
function faultsOfItself(query: Node, level: MakeLevel, { tables, volatility }: Store): Fault[] {
  if ('SelectStmt' in query) return branchesOf(query.SelectStmt).flatMap(each => faultsOfSelect(each, level))
  if ('InsertStmt' in query)
    return tables.has(query.InsertStmt.relation?.relname ?? '')
      ? [...faultsOfNewRows(query.InsertStmt, level), ...faultsOfInsert(query.InsertStmt, volatility)]
      : []
  if ('UpdateStmt' in query) {
    const { relation, fromClause = [], whereClause, targetList, returningList } = query.UpdateStmt
    const here = level([...(relation ? [{ RangeVar: relation }] : []), ...fromClause], whereClause)
    return [
      ...faultsOfLevel(here),
      ...(here.sources.length === 0 ? [] : faultsOfMove(targetList)),
      ...(here.sources.length === 0
        ? []
        : faultsOfChange([targetList, whereClause], returningList, volatility)),
    ]
  }
  if (!('DeleteStmt' in query)) return []
  const { relation, usingClause = [], whereClause, returningList } = query.DeleteStmt
  const here = level([...(relation ? [{ RangeVar: relation }] : []), ...usingClause], whereClause)
  return [
    ...faultsOfLevel(here),
    ...(here.sources.length === 0 ? [] : faultsOfChange([whereClause], returningList, volatility)),
  ]
}

const levelsIn =
  (store: Store, named: Named): MakeLevel =>
  (from, where) =>
    levelOf(from, where, {
      isDistributed: name => store.tables.has(name) && !named.has(name),
      named: name => named.get(name),
      orgsOf: query => orgsOf(query, each => levelsIn(store, withNames(withClauseOf(each), named))),
    })

/** Statements of several organisations are only good if the tables of a query are joined by organisation. */
function faultsOfLevel({ sources, isTied, isSameOrg, isTiedOutside }: Level): Fault[] {
  const untied = sources.filter(({ alias }) => !isTied(alias))
  const first = untied[0]
  const apart = untied.filter(({ alias }) => first && !isSameOrg(alias, first.alias) && !isTiedOutside(alias))
  const says = (each: typeof sources) =>
    each.map(({ table, alias }) => (table === alias ? table : `${table} ${alias}`)).join(', ')
  return [
    ...(untied.length > 0
      ? [
          {
            rule: 'organisations',
            says: `no parameter is ${DISTRIBUTION_COLUMN} of ${says(untied)}`,
          } as const,
        ]
      : []),
    ...(apart.length > 0
      ? [{ rule: 'apart', says: `${says(apart)} is not joined by ${DISTRIBUTION_COLUMN}` } as const]
      : []),
  ]
}

function faultsOfSelect(select: SelectStmt, level: MakeLevel): Fault[] {
  const here = level(select.fromClause ?? [], select.whereClause)
  const isLocked = (select.lockingClause ?? []).length > 0
  const isFree = isLocked && here.sources.some(({ alias }) => !here.isTied(alias))
  return [
    ...faultsOfLevel(here),
    ...(isFree ? [{ rule: 'lock', says: '`for update` of several organisations' } as const] : []),
  ]
}

function faultsOfNewRows({ cols = [], selectStmt, relation }: InsertStmt, level: MakeLevel): Fault[] {
  const place = cols.findIndex(col => 'ResTarget' in col && col.ResTarget.name === DISTRIBUTION_COLUMN)
  const branches =
    selectStmt !== undefined && 'SelectStmt' in selectStmt ? branchesOf(selectStmt.SelectStmt) : []
  const isOne = branches.every(branch => {
    const here = level(branch.fromClause ?? [], branch.whereClause)
    return valuesAt(branch, place).every(value => value !== undefined && here.isOneOrg(value))
  })
  return place >= 0 && isOne
    ? []
    : [{ rule: 'organisations', says: `rows for ${relation?.relname} are not of one parameter` }]
}
