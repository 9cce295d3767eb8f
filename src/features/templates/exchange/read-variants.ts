import { parseCsv } from '../../../lib/csv.ts'
import { readJson } from '../../../lib/json.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'
import type { FieldError } from '../../../runtime/http/problem.ts'
import type { VariantBody } from '../variant-schema.ts'
import { COLUMNS, PREFIX } from './columns.ts'

export const ROWS_MAX = 200

export interface ReadVariants {
  readonly variables: readonly string[]
  readonly items: readonly VariantBody[]
}

/**
 * Reads variants from CSV. The first row names the columns; columns besides `name`, `status`, `control`, `themes` and
 * `attrs` are variables. Themes may be JSON or a list with semicolons, and attributes JSON or `country=de|at; plan=pro`.
 * Errors name the row, counted from 1 with the header.
 */
export function readVariants(csv: string): Result<ReadVariants, readonly FieldError[]> {
  const rows = parseCsv(csv)
  if (rows === undefined) return fail([about('A quoted cell has no closing quote.')])
  const [header = [], ...body] = rows
  const columns = header.map(readHeader)
  if (!columns.includes('name'))
    return fail([about('The first row must name the columns, one of them name.')])
  const doubled = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at)
  if (doubled !== undefined) return fail([about(`Two columns are named ${doubled.replace(PREFIX, '')}.`)])
  if (body.length > ROWS_MAX)
    return fail([about(`There are ${body.length} rows; at most ${ROWS_MAX} can be imported at once.`)])
  const variables = columns.filter(name => name.startsWith(PREFIX)).map(name => name.slice(PREFIX.length))
  const read = body.map((cells, at) => readRow(columns, cells, at + 2))
  const errors = read.flatMap(row => (row.ok ? [] : row.reason))
  if (errors.length > 0) return fail(errors)
  return ok({ variables, items: read.flatMap(row => (row.ok ? [row.value] : [])) })
}

const about = (message: string, field = '/csv'): FieldError => ({ field, message })

/** The columns of variables get the prefix, so that no name means two things. */
function readHeader(cell: string): string {
  const name = cell.trim()
  if (name === '' || name.startsWith(PREFIX)) return name
  return COLUMNS.includes(name.toLowerCase()) ? name.toLowerCase() : `${PREFIX}${name}`
}

function readRow(
  columns: readonly string[],
  cells: readonly string[],
  number: number,
): Result<VariantBody, readonly FieldError[]> {
  const cellOf = (column: string): string => cells[columns.indexOf(column)]?.trim() ?? ''
  const status = cellOf('status').toLowerCase()
  const themes = readThemes(cellOf('themes'))
  const attrs = readAttrs(cellOf('attrs'))
  const errors = [
    ...(cellOf('name') === '' ? ['It has no name.'] : []),
    ...(isStatus(status) ? [] : [`Its status "${status}" is none of draft, approved, archived.`]),
    ...(themes ? [] : ['Its themes cannot be read. Write them with semicolons between them.']),
    ...(attrs ? [] : ['Its attrs cannot be read. Write them as country=de|at; plan=pro.']),
  ]
  if (errors.length > 0 || !isStatus(status) || !themes || !attrs)
    return fail(errors.map(error => about(`Row ${number}: ${error}`)))
  const texts = columns.flatMap((name, at) =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), cells[at] ?? ''] as const] : [],
  )
  return ok({
    name: cellOf('name'),
    vars: Object.fromEntries(texts),
    themes,
    attrs,
    control: /^(?:true|wahr|vrai|yes|ja|1|x)$/i.test(cellOf('control')),
    ...(status === '' ? {} : { status }),
  })
}

type Status = NonNullable<VariantBody['status']>
const isStatus = (text: string): text is Status | '' => ['', 'draft', 'approved', 'archived'].includes(text)

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

function readThemes(cell: string): string[] | undefined {
  if (!cell.startsWith('[')) return distinct(cell.split(';'))
  const json = readJson(Buffer.from(cell))
  return json.ok && isTexts(json.value) ? json.value : undefined
}

const distinct = (texts: readonly string[]): string[] => [
  ...new Set(texts.map(text => text.trim()).filter(text => text !== '')),
]

function readAttrs(cell: string): Record<string, string[]> | undefined {
  if (cell.startsWith('{')) {
    const json = readJson(Buffer.from(cell))
    if (!json.ok || typeof json.value !== 'object' || json.value === null) return undefined
    const entries = Object.entries(json.value)
    return entries.every(([, values]) => isTexts(values)) ? Object.fromEntries(entries) : undefined
  }
  const pairs = distinct(cell.split(';')).map(part => part.split('='))
  if (pairs.some(pair => pair.length !== 2 || distinct(pair).length === 0)) return undefined
  return Object.fromEntries(
    pairs.map(([name = '', values = '']) => [name.trim(), distinct(values.split('|'))]),
  )
}
