import { readFileSync } from 'node:fs'

const PAGE = readFileSync(new URL('../../docs/warehouse-sql.md', import.meta.url), 'utf8')

/** The blocks of SQL of docs/warehouse-sql.md, in their order. */
const blocks = [...PAGE.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => sql)

/** @throws if no block, or more than one, begins like that */
function blockThatBegins(start: string): string {
  const [found, ...others] = blocks.filter(sql => sql.startsWith(start))
  if (found === undefined || others.length > 0) throw new Error(`one block begins with "${start}"`)
  return found
}

export const VIEW = blockThatBegins('create or replace view')
export const TABLE = blockThatBegins('create table')
export const INSERT = blockThatBegins('set time zone')
export const UNLOAD = blockThatBegins('unload')

/** Puts a day in the place of the current one. */
export const at = (sql: string, today: string): string => sql.replaceAll('current_date', `date '${today}'`)

export const statementsOf = (sql: string): readonly string[] =>
  sql
    .split(';')
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
