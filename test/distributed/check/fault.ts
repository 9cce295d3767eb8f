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

export interface Fault {
  readonly rule: Rule
  readonly says: string
}
