import { ADDRESS_WITHIN, PHONE_DIGITS_MIN, PHONE_NUMBER } from '../../../core/ids/personal.ts'
import {
  type ColumnMap,
  type ColumnName,
  type FileColumn,
  findColumns,
  ID_COLUMNS,
  keptColumns,
  PERSON_COLUMNS,
} from './columns.ts'
import { type HashedPeople, hashSql, IS_NOT_HASHED } from './hashed-people.ts'

export interface Projection {
  readonly columns: ColumnMap
  /** Other columns that are kept as properties. '*': all. */
  readonly properties: readonly string[] | '*'
  /** Whether the export is to name no person: rows with an address or a phone number are refused. */
  readonly isScrubbed: boolean
  /** Undefined: people are named as they are. */
  readonly people?: HashedPeople | undefined
  /** Later times are wrong, in microseconds since 1970. */
  readonly latestUs: number
}

/** Text as an SQL literal. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** Text as the name of a column. */
export const named = (name: string): string => `"${name.replaceAll('"', '""')}"`

// 2000-01-01. INT96 holds years that wrap around; the range tells them.
const EARLIEST_US = 946_684_800_000_000

/**
 * The rows of a file in our own columns, with the reason why a row is no event.
 * @param file the table of the file, in SQL
 */
export function projectionOf(
  file: string,
  fileColumns: readonly FileColumn[],
  { columns, properties, isScrubbed, people, latestUs }: Projection,
): string {
  const found = findColumns(fileColumns, columns)
  const of = (name: ColumnName, sql: (column: FileColumn) => string) => {
    const column = found.get(name)
    return `${column ? sql(column) : 'null'} as ${name}`
  }
  const kept = keptColumns(fileColumns, found, properties)
  const idOf = (name: ColumnName) => (column: FileColumn) =>
    people !== undefined && PERSON_COLUMNS.some(person => person === name)
      ? hashSql(textOf(column), people)
      : textOf(column)
  const time = found.get('event_timestamp')
  return `select *, case
      ${isScrubbed ? `when ${IS_PERSONAL} then 'personal-data'` : ''}
      ${people === undefined ? '' : `when ${IS_NOT_HASHED} then 'not-hashed'`}
      when event_name is null or event_name = '' then 'no-event-name'
      when at_us is null and not has_time then 'no-time'
      when at_us is null then 'unreadable-time'
      when at_us < ${EARLIEST_US} or at_us > ${latestUs} then 'time-out-of-range'
    end as reason
    from (select file_row_number as row, ${time ? microseconds(time) : 'null'} as at_us,
      ${time ? `${named(time.name)} is not null` : 'false'} as has_time,
      ${of('event_name', textOf)}, ${ID_COLUMNS.map(name => of(name, idOf(name))).join(', ')},
      ${of('value', ({ name }) => `${named(name)}::varchar`)}, ${of('currency', textOf)},
      ${propertiesOf(kept)} as properties
      from ${file})`
}

const matches = (name: string, pattern: string): string => `regexp_matches(${name}, ${quoted(pattern)})`

const isPhone = (name: string): string =>
  `(${matches(name, PHONE_NUMBER)} and length(regexp_replace(${name}, '\\D', '', 'g')) >= ${PHONE_DIGITS_MIN})`

/** Whether a text of the row holds an address, or an id is a phone number. */
const IS_PERSONAL = [
  ...['event_name', ...ID_COLUMNS, 'properties'].map(name => matches(name, ADDRESS_WITHIN)),
  ...ID_COLUMNS.map(isPhone),
]
  .map(condition => `coalesce(${condition}, false)`)
  .join(' or ')

/** Ids are text. Some writers store whole numbers as floating point. */
function textOf({ name, type }: FileColumn): string {
  const column = named(name)
  const text = `trim(${column}::varchar)`
  return type === 'DOUBLE' || type === 'FLOAT'
    ? `coalesce(case when ${column} = floor(${column}) then try_cast(${column} as hugeint)::varchar end, ${text})`
    : text
}

/** Microseconds since 1970. A time without a zone is in UTC. */
function microseconds({ name, type }: FileColumn): string {
  const column = named(name)
  if (type.startsWith('TIMESTAMP') || type === 'DATE') {
    const moment = type === 'TIMESTAMP WITH TIME ZONE' ? column : `${column}::timestamp`
    return `case when isfinite(${column}) then epoch_us(${moment}) end`
  }
  if (type === 'VARCHAR') return `epoch_us(try_cast(${column} as timestamptz))`
  // Seconds, milliseconds, microseconds or nanoseconds: within the years 2000 to 2099 no two of them overlap.
  const [from, until] = [EARLIEST_US / 1e6, 4_102_444_800]
  const unit = (perSecond: number, us: string) =>
    `when ${column} between ${from * perSecond} and ${until * perSecond} then (${us})::bigint`
  return `case ${unit(1, `${column}::hugeint * 1000000`)} ${unit(1e3, `${column}::hugeint * 1000`)}
    ${unit(1e6, column)} ${unit(1e9, `${column}::hugeint // 1000`)} else 0 end`
}

const propertiesOf = (columns: readonly FileColumn[]): string =>
  columns.length === 0
    ? 'null'
    : `to_json(struct_pack(${columns.map(({ name }) => `${named(name)} := ${named(name)}`).join(', ')}))::varchar`
