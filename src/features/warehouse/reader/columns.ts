/** The columns of an export, with the names in `docs/warehouse.md`. The first two are required. */
export const COLUMNS = [
  'event_name',
  'event_timestamp',
  'message_id',
  'template_id',
  'campaign_id',
  'user_id',
  'email',
  'user_id_or_email',
  'value',
  'currency',
  'copy_id',
  'tracking_id',
  'session_id',
] as const
export type ColumnName = (typeof COLUMNS)[number]

export const ID_COLUMNS = [
  'message_id',
  'template_id',
  'campaign_id',
  'user_id',
  'email',
  'user_id_or_email',
  'copy_id',
  'tracking_id',
  'session_id',
] as const satisfies readonly ColumnName[]

/** Those of them that name a person. */
export const PERSON_COLUMNS = [
  'user_id',
  'email',
  'user_id_or_email',
] as const satisfies readonly ColumnName[]

/** What a row says, besides its time: the columns of `projectionOf`. */
export const CONTENT_COLUMNS = ['event_name', ...ID_COLUMNS, 'value', 'currency', 'properties'] as const
export type ContentColumn = (typeof CONTENT_COLUMNS)[number]

/** The day by which an export is partitioned. It may stand in the file, in the path, or in both. */
export const DAY_COLUMN = 'event_date'

/** The file's own names of columns, where they differ. */
export type ColumnMap = Partial<Readonly<Record<ColumnName, string>>>

/** A column of a file, as DuckDB describes it. */
export interface FileColumn {
  readonly name: string
  readonly type: string
}

/** The column of the file for each of ours that it has. Upper and lower case are equal. */
export function findColumns(
  columns: readonly FileColumn[],
  map: ColumnMap,
): ReadonlyMap<ColumnName, FileColumn> {
  const byName = new Map(columns.map(column => [column.name.toLowerCase(), column]))
  return new Map(
    COLUMNS.flatMap(ours => {
      const found = byName.get((map[ours] ?? ours).toLowerCase())
      return found ? [[ours, found] as const] : []
    }),
  )
}

/** The other columns of a file that are kept as properties. @param found by `findColumns` */
export function keptColumns(
  columns: readonly FileColumn[],
  found: ReadonlyMap<ColumnName, FileColumn>,
  properties: readonly string[] | '*',
): readonly FileColumn[] {
  const used = new Set([...found.values()].map(({ name }) => name))
  return columns.filter(
    ({ name }) => !used.has(name) && name !== DAY_COLUMN && (properties === '*' || properties.includes(name)),
  )
}

/** Those of `CONTENT_COLUMNS` that a file has. */
export function contentIn(
  columns: readonly FileColumn[],
  map: ColumnMap,
  properties: readonly string[] | '*',
): ReadonlySet<ContentColumn> {
  const found = findColumns(columns, map)
  const hasProperties = keptColumns(columns, found, properties).length > 0
  return new Set(CONTENT_COLUMNS.filter(name => (name === 'properties' ? hasProperties : found.has(name))))
}

const TIME = /^(?:TIMESTAMP(?:_S|_MS|_NS| WITH TIME ZONE)?|DATE|VARCHAR|U?BIGINT|U?INTEGER|DOUBLE)$/

/** Columns that only the events of `parley export` have together. */
const OWN_COLUMNS = ['event_id', 'decision_id', 'matched_by', 'counts_as']

/**
 * Why rows cannot be read from a file; undefined if they can.
 * @param found by `findColumns`
 */
export function faultOf(
  columns: readonly FileColumn[],
  found: ReadonlyMap<ColumnName, FileColumn>,
): string | undefined {
  if (OWN_COLUMNS.every(own => columns.some(({ name }) => name === own)))
    return 'own-export: Parley has written this file, and knows its events. Import them from where they came from.'
  const missing = (['event_name', 'event_timestamp'] as const).filter(name => !found.has(name))
  if (missing.length > 0) return `missing-columns: the file has no column for ${missing.join(' and ')}.`
  const type = found.get('event_timestamp')?.type ?? ''
  return TIME.test(type) ? undefined : `wrong-type: event_timestamp is ${type}, which is no time.`
}
