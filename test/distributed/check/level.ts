import type { JoinExpr, Node, RangeVar } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import { conjunctsOf, equalitiesOf, isConstant, namesOf, textOf } from './syntax.ts'

/** A table of one query, by the name that it has there. */
export interface Source {
  readonly alias: string
  readonly table: string
}

/** What one query reads or changes, without the queries within it, and which of its columns are equal. */
export interface Level {
  /** Distributed tables. */
  readonly sources: readonly Source[]
  /** Whether the column has the value of a parameter, whatever the row. */
  isTied(alias: string): boolean
  /** Whether both have the same organisation. */
  isSameOrg(alias: string, other: string): boolean
  /** Whether the value is that of a parameter. */
  isOneOrg(value: Node): boolean
  /** Which organisations the rows of a table have, or of all; undefined if there is no such column. */
  starOrgs(alias: string | undefined): 'one' | 'many' | undefined
  /** Whether a column of the query around this one is equal to the organisation of the table. */
  isTiedOutside(alias: string): boolean
}

const PARAMETER = '$'
const OUTSIDE = '^'

export type MakeLevel = (from: readonly Node[], where?: Node) => Level

/** What is known of the names that a query may read. */
export interface Scope {
  /** Whether the name is that of a distributed table, here and now. */
  readonly isDistributed: (name: string) => boolean
  /** The query of `with` that has the name. */
  readonly named: (name: string) => Node | undefined
  /** Which organisations the rows of a query have; undefined if it has no such column. */
  readonly orgsOf: (query: Node) => 'one' | 'many' | undefined
}

export function levelOf(from: readonly Node[], where: Node | undefined, scope: Scope): Level {
  const sources: Source[] = []
  // Tables that are queries or functions: a planner cannot tell where their rows lie.
  const derived = new Map<string, 'one' | 'many'>()
  const aliases = new Set<string>()
  const groups = new Map<string, string>()
  const find = (key: string): string => {
    const next = groups.get(key)
    return next === undefined ? key : find(next)
  }
  const join = (left: string, right: string) => {
    const [from, to] = [find(left), find(right)]
    if (from === to) return
    // The parameter is the name of its group.
    if (from === PARAMETER) groups.set(to, from)
    else groups.set(from, to)
  }
  const orgOf = (alias: string) => `${alias}.${DISTRIBUTION_COLUMN}`

  /** The names of a column's value; several of `using`. */
  function keysOf(value: Node): readonly string[] {
    if (isConstant(value)) return [PARAMETER]
    if (!('ColumnRef' in value)) return []
    const names = namesOf(value.ColumnRef)
    const [alias, column] = names
    if (alias !== undefined && column !== undefined)
      return aliases.has(alias) ? [`${alias}.${column}`] : [OUTSIDE]
    return alias === DISTRIBUTION_COLUMN ? sources.map(source => orgOf(source.alias)) : []
  }

  /** @param bound the tables that the condition restricts; of an outer join not all */
  function tie(condition: Node, bound?: ReadonlySet<string>): void {
    for (const [left, right] of equalitiesOf(condition)) {
      for (const one of keysOf(left))
        for (const other of keysOf(right)) {
          const restricts = (key: string) => bound?.has(key.split('.')[0] ?? '') ?? true
          if (one === OUTSIDE || other === OUTSIDE) outside.add(one === OUTSIDE ? other : one)
          else if (one === PARAMETER ? restricts(other) : other !== PARAMETER || restricts(one))
            join(one, other)
        }
    }
  }
  const outside = new Set<string>()

  const addDerived = (name: string, orgs: 'one' | 'many' | undefined) => {
    aliases.add(name)
    if (orgs !== undefined) derived.set(name, orgs)
  }

  const addTable = ({ relname = '', alias }: RangeVar): string[] => {
    const name = alias?.aliasname ?? relname
    aliases.add(name)
    const query = scope.named(relname)
    if (query !== undefined) addDerived(name, scope.orgsOf(query))
    else if (scope.isDistributed(relname)) sources.push({ alias: name, table: relname })
    return [name]
  }

  function addJoin({ jointype, larg, rarg, usingClause, quals }: JoinExpr): string[] {
    const left = larg === undefined ? [] : add(larg)
    const right = rarg === undefined ? [] : add(rarg)
    if ((usingClause ?? []).some(column => textOf(column) === DISTRIBUTION_COLUMN))
      for (const one of left) for (const other of right) join(orgOf(one), orgOf(other))
    const bound = { JOIN_LEFT: right, JOIN_RIGHT: left, JOIN_FULL: [] }[String(jointype)]
    for (const each of conjunctsOf(quals)) tie(each, bound && new Set(bound))
    return [...left, ...right]
  }

  /** @returns the names of the tables */
  function add(item: Node): string[] {
    if ('RangeVar' in item) return addTable(item.RangeVar)
    if ('JoinExpr' in item) return addJoin(item.JoinExpr)
    if ('RangeSubselect' in item) {
      const { alias, subquery } = item.RangeSubselect
      const name = alias?.aliasname ?? ''
      const isRenamed = (alias?.colnames ?? []).length > 0
      addDerived(name, subquery === undefined || isRenamed ? undefined : scope.orgsOf(subquery))
      return [name]
    }
    if (!('RangeFunction' in item)) return []
    const { aliasname = '', colnames = [] } = item.RangeFunction.alias ?? {}
    addDerived(
      aliasname,
      colnames.some(column => textOf(column) === DISTRIBUTION_COLUMN) ? 'many' : undefined,
    )
    return [aliasname]
  }

  /** The tables that a column of this name, or a star, may come from. */
  const ofOne = (alias: string | undefined): boolean => {
    const [tied, derivedOnes] = [
      sources
        .filter(each => alias === undefined || each.alias === alias)
        .map(each => isOne(orgOf(each.alias))),
      [...derived]
        .filter(([name]) => alias === undefined || name === alias)
        .map(([, orgs]) => orgs === 'one'),
    ]
    const all = [...tied, ...derivedOnes]
    return all.length > 0 && all.some(Boolean) && derivedOnes.every(Boolean)
  }

  for (const item of from) add(item)
  for (const each of conjunctsOf(where)) tie(each)
  const isOne = (key: string) => find(key) === find(PARAMETER)
  return {
    sources,
    isTied: alias => isOne(orgOf(alias)),
    isSameOrg: (alias, other) => find(orgOf(alias)) === find(orgOf(other)),
    isOneOrg: value => {
      if (keysOf(value).some(isOne)) return true
      if (!('ColumnRef' in value)) return false
      const names = namesOf(value.ColumnRef)
      return names.at(-1) === DISTRIBUTION_COLUMN && ofOne(names.length > 1 ? names[0] : undefined)
    },
    starOrgs: alias => {
      const has = sources.some(each => alias === undefined || each.alias === alias)
      const hasDerived = alias === undefined ? derived.size > 0 : derived.has(alias)
      return has || hasDerived ? (ofOne(alias) ? 'one' : 'many') : undefined
    },
    isTiedOutside: alias => [...outside].some(key => find(key) === find(orgOf(alias))),
  }
}
