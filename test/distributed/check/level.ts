import type { Node } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import { aliasesOf, type Restriction, readFrom } from './from.ts'
import { createGroups } from './groups.ts'
import { conjunctsOf, equalitiesOf, isConstant, namesOf } from './syntax.ts'

export type Orgs = 'one' | 'many' | undefined

/** What one query reads or changes, without the queries within it, and which of its columns are equal. */
export interface Level {
  /** Distributed tables, by the names that they have there. */
  readonly sources: readonly { readonly alias: string; readonly table: string }[]
  /** Whether the column has the value of a parameter, whatever the row. */
  isTied(alias: string): boolean
  isSameOrg(alias: string, other: string): boolean
  /** Whether the value is the organisation of a parameter. */
  isOneOrg(value: Node): boolean
  /** Which organisations the rows of a table have, or of all; undefined if there is no such column. */
  starOrgs(alias: string | undefined): Orgs
  /** Whether a column of the query around this one is equal to the organisation of the table. */
  isTiedOutside(alias: string): boolean
}

export type MakeLevel = (from: readonly Node[], where?: Node) => Level

/** What is known of the names that a query may read. */
export interface Scope {
  readonly isDistributed: (name: string) => boolean
  /** The query of `with` that has the name. */
  readonly named: (name: string) => Node | undefined
  /** Which organisations the rows of a query have. */
  readonly orgsOf: (query: Node) => Orgs
}

const PARAMETER = '$'
const OUTSIDE = '^'
const orgOf = (alias: string): string => `${alias}.${DISTRIBUTION_COLUMN}`
const tableOf = (key: string): string => key.split('.')[0] ?? ''

export function levelOf(items: readonly Node[], where: Node | undefined, scope: Scope): Level {
  const from = readFrom(items)
  const aliases = new Set(aliasesOf(from))
  const sources = from.relations
    .filter(({ name }) => scope.isDistributed(name))
    .map(({ alias, name }) => ({ alias, table: name }))
  const named = from.relations.map(({ alias, name }) => ({ alias, query: scope.named(name) }))
  // A planner cannot tell where their rows lie.
  const derived = new Map(
    [
      ...[...named, ...from.queries].map(
        ({ alias, query }) => [alias, query === undefined ? undefined : scope.orgsOf(query)] as const,
      ),
      ...from.functions.map(({ alias, hasOrgs }) => [alias, hasOrgs ? 'many' : undefined] as const),
    ].filter(([, orgs]) => orgs !== undefined),
  )
  const groups = createGroups()
  const outside: string[] = []

  /** The names of a column's value; several of `using`. */
  function keysOf(value: Node): readonly string[] {
    if (isConstant(value)) return [PARAMETER]
    if (!('ColumnRef' in value)) return []
    const [alias = '', column] = namesOf(value.ColumnRef)
    if (column !== undefined) return aliases.has(alias) ? [`${alias}.${column}`] : [OUTSIDE]
    return alias === DISTRIBUTION_COLUMN ? sources.map(source => orgOf(source.alias)) : []
  }

  function join(one: string, other: string, bound: Restriction['bound']): void {
    if (one === OUTSIDE || other === OUTSIDE) return void outside.push(one === OUTSIDE ? other : one)
    const named = [one, other].filter(key => key !== PARAMETER)
    const restricts = named.length === 2 || named.every(key => bound?.has(tableOf(key)) ?? true)
    if (restricts) groups.join(one, other)
  }

  function tie({ condition, bound }: Restriction): void {
    for (const [left, right] of equalitiesOf(condition))
      for (const one of keysOf(left)) for (const other of keysOf(right)) join(one, other, bound)
  }

  for (const [one, other] of from.pairs) groups.join(orgOf(one), orgOf(other))
  for (const restriction of from.restrictions) tie(restriction)
  for (const condition of conjunctsOf(where)) tie({ condition, bound: undefined })

  const isTied = (alias: string): boolean => groups.isSame(orgOf(alias), PARAMETER)
  function starOrgs(alias: string | undefined): Orgs {
    const isMeant = (name: string) => alias === undefined || name === alias
    const own = sources.filter(source => isMeant(source.alias)).map(source => isTied(source.alias))
    const others = [...derived].filter(([name]) => isMeant(name)).map(([, orgs]) => orgs === 'one')
    if (own.length + others.length === 0) return undefined
    return others.every(Boolean) && [...own, ...others].some(Boolean) ? 'one' : 'many'
  }

  return {
    sources,
    isTied,
    starOrgs,
    isSameOrg: (alias, other) => groups.isSame(orgOf(alias), orgOf(other)),
    isOneOrg(value) {
      if (keysOf(value).some(key => groups.isSame(key, PARAMETER))) return true
      const names = 'ColumnRef' in value ? namesOf(value.ColumnRef) : []
      if (names.at(-1) !== DISTRIBUTION_COLUMN) return false
      return starOrgs(names.length > 1 ? names[0] : undefined) === 'one'
    },
    isTiedOutside: alias => outside.some(key => groups.isSame(key, orgOf(alias))),
  }
}
