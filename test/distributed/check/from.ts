import type { Alias, JoinExpr, Node, RangeFunction } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import { conjunctsOf, textOf } from './syntax.ts'

/** A condition of a join, and the tables whose rows it restricts: of an outer join not all. */
export interface Restriction {
  readonly condition: Node
  readonly bound: ReadonlySet<string> | undefined
}

/** What stands after `from`, by the names that it has there. */
export interface From {
  /** Names of tables, or of queries of `with`. */
  readonly relations: readonly { readonly alias: string; readonly name: string }[]
  readonly queries: readonly { readonly alias: string; readonly query: Node | undefined }[]
  readonly functions: readonly { readonly alias: string; readonly hasOrgs: boolean }[]
  readonly restrictions: readonly Restriction[]
  /** Tables that `using` joins by organisation. */
  readonly pairs: readonly (readonly [string, string])[]
}

const NOTHING: From = { relations: [], queries: [], functions: [], restrictions: [], pairs: [] }

const merge = (one: From, other: From): From => ({
  relations: [...one.relations, ...other.relations],
  queries: [...one.queries, ...other.queries],
  functions: [...one.functions, ...other.functions],
  restrictions: [...one.restrictions, ...other.restrictions],
  pairs: [...one.pairs, ...other.pairs],
})

export const aliasesOf = ({ relations, queries, functions }: From): string[] =>
  [...relations, ...queries, ...functions].map(({ alias }) => alias)

export const readFrom = (items: readonly Node[]): From => items.map(readItem).reduce(merge, NOTHING)

function readItem(item: Node): From {
  if ('RangeVar' in item) {
    const { relname = '', alias } = item.RangeVar
    return { ...NOTHING, relations: [{ alias: alias?.aliasname ?? relname, name: relname }] }
  }
  if ('JoinExpr' in item) return readJoin(item.JoinExpr)
  if ('RangeFunction' in item) return readFunction(item.RangeFunction)
  if (!('RangeSubselect' in item)) return NOTHING
  const { alias, subquery } = item.RangeSubselect
  return {
    ...NOTHING,
    queries: [{ alias: alias?.aliasname ?? '', query: isRenamed(alias) ? undefined : subquery }],
  }
}

const isRenamed = (alias: Alias | undefined): boolean => (alias?.colnames ?? []).length > 0

const isOrg = (column: Node): boolean => textOf(column) === DISTRIBUTION_COLUMN

const readFunction = ({ alias }: RangeFunction): From => ({
  ...NOTHING,
  functions: [{ alias: alias?.aliasname ?? '', hasOrgs: (alias?.colnames ?? []).some(isOrg) }],
})

function readJoin({ jointype, larg, rarg, usingClause = [], quals }: JoinExpr): From {
  const [left, right] = [larg, rarg].map(side => (side === undefined ? NOTHING : readItem(side)))
  if (left === undefined || right === undefined) return NOTHING
  const [ofLeft, ofRight] = [aliasesOf(left), aliasesOf(right)]
  const bound = new Map([
    ['JOIN_LEFT', ofRight],
    ['JOIN_RIGHT', ofLeft],
    ['JOIN_FULL', []],
  ]).get(String(jointype))
  const restrictions = conjunctsOf(quals).map(condition => ({ condition, bound: bound && new Set(bound) }))
  const pairs = usingClause.some(isOrg)
    ? ofLeft.flatMap(one => ofRight.map(other => [one, other] as const))
    : []
  return merge(merge(left, right), { ...NOTHING, restrictions, pairs })
}
