import type { ColumnRef, Node, SelectStmt } from 'libpg-query'
import { DISTRIBUTION_COLUMN } from '../../../src/runtime/db/distribution.ts'
import type { Level, MakeLevel, Orgs } from './level.ts'
import { branchesOf, namesOf, nodesIn } from './syntax.ts'

/** The values of a column in the rows of a query; undefined where its place is unknown. */
export function valuesAt(select: SelectStmt, place: number): (Node | undefined)[] {
  if (select.valuesLists !== undefined)
    return select.valuesLists.map(row => ('List' in row ? row.List.items?.[place] : undefined))
  const targets = select.targetList ?? []
  const hasStar = [...nodesIn(targets.slice(0, place + 1))].some(node => 'A_Star' in node)
  const target = targets[place]
  return [!hasStar && target !== undefined && 'ResTarget' in target ? target.ResTarget.val : undefined]
}

const isStar = ({ fields }: ColumnRef): boolean => (fields ?? []).some(field => 'A_Star' in field)

/** Of one column of a list; undefined if it is not that of the organisation. */
function orgsOfTarget(target: Node, here: Level): Orgs {
  if (!('ResTarget' in target) || target.ResTarget.val === undefined) return undefined
  const { val, name } = target.ResTarget
  const column = 'ColumnRef' in val ? val.ColumnRef : undefined
  if (column !== undefined && isStar(column)) return here.starOrgs(namesOf(column).find(each => each !== ''))
  const isOrg = (name ?? (column && namesOf(column).at(-1))) === DISTRIBUTION_COLUMN
  if (!isOrg) return undefined
  return here.isOneOrg(val) ? 'one' : 'many'
}

const together = (all: readonly Orgs[]): Orgs => {
  const known = all.filter(orgs => orgs !== undefined)
  return known.length === 0 ? undefined : known.every(orgs => orgs === 'one') ? 'one' : 'many'
}

/** Which organisations the rows have that a query gives; undefined if they have no such column. */
export function orgsOf(query: Node, levelsIn: (query: Node) => MakeLevel): Orgs {
  const level = levelsIn(query)
  if ('SelectStmt' in query)
    return together(
      branchesOf(query.SelectStmt).map(branch => {
        const here = level(branch.fromClause ?? [], branch.whereClause)
        return together((branch.targetList ?? []).map(target => orgsOfTarget(target, here)))
      }),
    )
  const [relation, others, where, returned] =
    'UpdateStmt' in query
      ? [
          query.UpdateStmt.relation,
          query.UpdateStmt.fromClause,
          query.UpdateStmt.whereClause,
          query.UpdateStmt.returningList,
        ]
      : 'DeleteStmt' in query
        ? [
            query.DeleteStmt.relation,
            query.DeleteStmt.usingClause,
            query.DeleteStmt.whereClause,
            query.DeleteStmt.returningList,
          ]
        : []
  if (relation !== undefined) {
    const here = level([{ RangeVar: relation }, ...(others ?? [])], where)
    return together((returned ?? []).map(target => orgsOfTarget(target, here)))
  }
  // The check of the insertion itself says whether its rows are of one organisation.
  return 'InsertStmt' in query &&
    JSON.stringify(query.InsertStmt.returningList ?? []).includes(DISTRIBUTION_COLUMN)
    ? 'one'
    : undefined
}
