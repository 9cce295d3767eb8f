import type { FuncCall, Node } from 'libpg-query'
import { nodesIn, ownNodes, textOf } from './syntax.ts'

/**
 * By name: the least stable form of a function, and whether others are immutable.
 * A name that is missing is immutable.
 */
export type Volatility = ReadonlyMap<
  string,
  { readonly worst: 'stable' | 'volatile'; readonly isMixed: boolean }
>

// Of the functions that have immutable and other forms, these are the latter when they take a moment.
const OF_MOMENTS = new Set(['age', 'date_part', 'date_trunc', 'extract', 'generate_series', 'to_timestamp'])
const MOMENTS = new Set(['date', 'time', 'timestamp', 'timestamptz', 'timetz'])

const nameOf = ({ funcname }: FuncCall): string => textOf(funcname?.at(-1))

const hasColumn = (part: unknown): boolean => ownNodes(part).some(node => 'ColumnRef' in node)

/** `at time zone` gives a time of the day there, whatever the session's time zone. */
const isZoned = (part: unknown): boolean =>
  ownNodes(part).some(node => 'FuncCall' in node && nameOf(node.FuncCall) === 'timezone')

const castsTo = (node: Node): string => {
  const names = 'TypeCast' in node ? node.TypeCast.typeName?.names : undefined
  return textOf(names?.at(-1))
}

type Form = 'stable' | 'volatile' | undefined

const isInterval = (node: Node): boolean =>
  castsTo(node) === 'interval' || ('FuncCall' in node && nameOf(node.FuncCall) === 'make_interval')

/** The results of these depend on the time zone of the session, if a moment takes part. */
const isOfMoments = (node: Node): boolean => {
  if ('TypeCast' in node) return MOMENTS.has(castsTo(node)) && hasColumn(node.TypeCast.arg)
  if (!('A_Expr' in node) || !['+', '-'].includes(textOf(node.A_Expr.name?.[0]))) return false
  const sides = [node.A_Expr.lexpr, node.A_Expr.rexpr]
  return hasColumn(node) && sides.some(side => side !== undefined && isInterval(side))
}

function formOfCall(call: FuncCall, volatility: Volatility): Form {
  const name = nameOf(call)
  const known = volatility.get(name)
  if (known === undefined || name === 'timezone') return undefined
  if (!known.isMixed) return known.worst
  return OF_MOMENTS.has(name) && !isZoned(call.args) ? 'stable' : undefined
}

/** The least stable form that a node may be; undefined if it is immutable. */
function formOf(node: Node, volatility: Volatility): Form {
  if ('SQLValueFunction' in node) return 'stable'
  if ('FuncCall' in node) return formOfCall(node.FuncCall, volatility)
  return isOfMoments(node) && !isZoned(node) ? 'stable' : undefined
}

export interface Mutable {
  readonly name: string
  readonly form: 'stable' | 'volatile'
  /** Whether its result depends on a row. */
  readonly isOfRow: boolean
  /** Whether it stands in `case` or `coalesce`. */
  readonly isBranch: boolean
}

/** The functions and operators of an expression, and of queries within it, that are not immutable. */
export function mutableIn(part: unknown, volatility: Volatility): Mutable[] {
  const branches = new Set(
    ownNodes(part).flatMap(node => ('CaseExpr' in node || 'CoalesceExpr' in node ? [...nodesIn(node)] : [])),
  )
  return [...nodesIn(part)].flatMap(node => {
    const form = formOf(node, volatility)
    if (form === undefined) return []
    const name = 'FuncCall' in node ? nameOf(node.FuncCall) : Object.keys(node).join()
    return [{ name, form, isOfRow: hasColumn(node), isBranch: branches.has(node) }]
  })
}
