/**
 * What a distributed planner refuses, or what makes it ask every node:
 * - `organisations`: a distributed table whose organisation is no parameter
 * - `apart`: distributed tables of one query that are not joined by organisation
 * - `lock`: `for update` on rows of several organisations
 * - `function`: one that is not immutable, where each node would compute it
 * - `parameter`: one that only the `do update` of an `insert … select` uses
 * - `moved`: a row that changes its organisation
 * - `values`: `insert … values` with a query
 * - `setting`: a setting or a lock that stays on one node
 * - `merge`: in a statement of several organisations, a query within that no node can answer for itself
 * - `repeated`: in such a statement, an outer join or a query for rows that every node has
 * - `reference`: a change of a table that every node has, by the rows of a distributed one
 * - `local`: tables of the coordinator, or of its catalogue, beside others
 * - `columns`: a query in `from` or `with` that has no columns (citus#5094)
 * - `assigned`: several columns that are set at once, which Citus may mix up (citus#7674)
 */
export type Rule =
  | 'organisations'
  | 'apart'
  | 'lock'
  | 'function'
  | 'parameter'
  | 'moved'
  | 'values'
  | 'setting'
  | 'merge'
  | 'repeated'
  | 'reference'
  | 'local'
  | 'columns'
  | 'assigned'

export interface Fault {
  readonly rule: Rule
  readonly says: string
}
