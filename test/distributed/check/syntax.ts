import type { ColumnRef, Node, SelectStmt } from 'libpg-query'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A node is an object of one field, which has the name of its kind. */
const isNode = (value: object): value is Node => {
  const [kind, ...others] = Object.keys(value)
  return kind !== undefined && others.length === 0 && /^[A-Z]/.test(kind)
}

/** All nodes within a part of a statement, itself included. */
export function* nodesIn(
  part: unknown,
  isClosed: (node: Node) => boolean = () => false,
): Generator<Node, void> {
  if (!isObject(part)) return
  if (isNode(part)) {
    yield part
    if (isClosed(part)) return
  }
  for (const value of Object.values(part)) yield* nodesIn(value, isClosed)
}

export const isQuery = (node: Node): boolean =>
  'SelectStmt' in node || 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node

/** The nodes of an expression that are not in a query within it. */
export const ownNodes = (part: unknown): Node[] => [...nodesIn(part, isQuery)].filter(node => !isQuery(node))

/** The queries directly within a part of a statement. */
export const queriesIn = (part: unknown): Node[] => [...nodesIn(part, isQuery)].filter(isQuery)

export const textOf = (node: Node | undefined): string =>
  node !== undefined && 'String' in node ? (node.String.sval ?? '') : ''

/** `['a', 'org_id']` of `a.org_id`. */
export const namesOf = ({ fields }: ColumnRef): string[] => (fields ?? []).map(textOf)

/** Whether the value does not depend on a row. */
export const isConstant = (node: Node): boolean =>
  [...nodesIn(node)].every(each => !('ColumnRef' in each) && !('SubLink' in each) && !isQuery(each))

/** The parts of a condition that must all hold. */
export const conjunctsOf = (condition: Node | undefined): Node[] => {
  if (condition === undefined) return []
  if ('BoolExpr' in condition && condition.BoolExpr.boolop === 'AND_EXPR')
    return (condition.BoolExpr.args ?? []).flatMap(conjunctsOf)
  return [condition]
}

/** The pairs of expressions that a condition says are equal. */
export function equalitiesOf(condition: Node): (readonly [Node, Node])[] {
  if (!('A_Expr' in condition)) return []
  const { kind, name, lexpr, rexpr } = condition.A_Expr
  if (lexpr === undefined || rexpr === undefined || textOf(name?.[0]) !== '=') return []
  if (kind === 'AEXPR_IN' && 'List' in rexpr) {
    const [only, ...others] = rexpr.List.items ?? []
    return only !== undefined && others.length === 0 ? [[lexpr, only]] : []
  }
  if (kind !== 'AEXPR_OP') return []
  if (!('RowExpr' in lexpr && 'RowExpr' in rexpr)) return [[lexpr, rexpr]]
  const right = rexpr.RowExpr.args ?? []
  return (lexpr.RowExpr.args ?? []).flatMap((left, at) => {
    const other = right[at]
    return other === undefined ? [] : [[left, other] as const]
  })
}

/** The branches of `union` and its like, or the query itself. */
export const branchesOf = (query: SelectStmt): SelectStmt[] =>
  [query.larg, query.rarg].some(side => side !== undefined)
    ? [query.larg, query.rarg].flatMap(side => (side === undefined ? [] : branchesOf(side)))
    : [query]
