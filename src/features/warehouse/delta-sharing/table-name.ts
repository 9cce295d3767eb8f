import { fail, ok, type Result } from '../../../lib/result.ts'

/** A shared table or view. The server ignores upper and lower case. */
export interface TableName {
  readonly share: string
  readonly schema: string
  readonly table: string
}

const LENGTH_MAX = 255

/** Reads `share.schema.table`. */
export function readTableName(text: string): Result<TableName, string> {
  const [share = '', schema = '', table = '', ...more] = text.trim().split('.')
  const isWrong = [share, schema, table].some(name => name.trim() === '' || name.length > LENGTH_MAX)
  return isWrong || more.length > 0
    ? fail(`"${text}" is no shared table. Write share.schema.table.`)
    : ok({ share, schema, table })
}

export const nameOf = ({ share, schema, table }: TableName): string => `${share}.${schema}.${table}`

const VERSION = /^(.*?)(?:_v(\d{1,6}))?$/i

/**
 * The newest of the tables that are later versions of this one: `unified_v3` of `unified` or `unified_v2`. A view that
 * changes its columns is often shared beside the former one.
 */
export function newerVersionOf(table: string, tables: readonly string[]): string | undefined {
  const [base, own] = versionOf(table)
  const newer = tables
    .map(name => ({ name, version: versionOf(name) }))
    .filter(({ version: [itsBase, its] }) => itsBase === base && its > own)
  return newer.sort((left, right) => right.version[1] - left.version[1])[0]?.name
}

function versionOf(name: string): readonly [string, number] {
  const [, base = name, version = '1'] = VERSION.exec(name) ?? []
  return [base.toLowerCase(), Number(version)]
}
