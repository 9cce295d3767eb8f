import {
  COLUMNS,
  type ColumnMap,
  type ColumnName,
  DAY_COLUMN,
  type FileColumn,
  findColumns,
  keptColumns,
} from './columns.ts'

export const COLUMN_USES = ['mapped', 'property', 'day', 'ignored', 'missing'] as const

/** What became of a column: of a file, or of what the settings name. */
export interface SeenColumn {
  /** As the file spells it; of a missing one, as the settings do. */
  readonly name: string
  readonly use: (typeof COLUMN_USES)[number]
  /** Which of our columns it is; null if it is none. */
  readonly field: ColumnName | null
  /** As DuckDB names it; null if it is missing. */
  readonly type: string | null
  /** In how many files. */
  readonly files: number
}

interface Settings {
  readonly columns: ColumnMap
  readonly properties: readonly string[] | '*'
}

/** What becomes of the columns of one file. */
export function seenColumnsOf(
  fileColumns: readonly FileColumn[],
  { columns, properties }: Settings,
): readonly SeenColumn[] {
  const found = findColumns(fileColumns, columns)
  const fields = new Map([...found].map(([field, { name }]) => [name, field]))
  const kept = new Set(keptColumns(fileColumns, found, properties).map(({ name }) => name))
  const present = new Set(fileColumns.map(({ name }) => name))
  const useOf = (name: string): SeenColumn['use'] => {
    if (fields.has(name)) return 'mapped'
    if (kept.has(name)) return 'property'
    return name === DAY_COLUMN ? 'day' : 'ignored'
  }
  const missing = (name: string, field: ColumnName | null): SeenColumn => ({
    ...{ name, use: 'missing', field, type: null, files: 1 },
  })
  return [
    ...fileColumns.map(({ name, type }) => ({
      ...{ name, use: useOf(name), field: fields.get(name) ?? null, type, files: 1 },
    })),
    ...COLUMNS.filter(field => !found.has(field)).map(field => missing(columns[field] ?? field, field)),
    ...(properties === '*' ? [] : properties)
      .filter(name => !present.has(name))
      .map(name => missing(name, null)),
  ]
}

/** A warehouse can have any number of columns, and a person looks at them. */
const KINDS_MAX = 500

/** Adds up the columns of several files, or of several days. */
export function addUpColumns(seen: Iterable<SeenColumn>): readonly SeenColumn[] {
  const sums = new Map<string, SeenColumn>()
  for (const column of seen) {
    const key = JSON.stringify([column.name, column.use, column.field, column.type])
    const before = sums.get(key)
    if (before === undefined && sums.size >= KINDS_MAX) continue
    sums.set(key, { ...column, files: column.files + (before?.files ?? 0) })
  }
  return [...sums.values()]
}
