import { COLUMNS, type ColumnName, DAY_COLUMN } from '../reader/columns.ts'
import type { SetupPart } from '../sources/setup-schema.ts'
import type { StoredReading } from '../sources/source.ts'
import type { S3Stored } from './settings.ts'

// The statements that export, with the names of the source.

const TYPES: Partial<Readonly<Record<ColumnName, string>>> = { event_timestamp: 'TIMESTAMP', value: 'DOUBLE' }
/** What an export has unless the source says more. */
const USUAL: readonly ColumnName[] = [
  ...(['event_name', 'event_timestamp', 'message_id', 'template_id', 'campaign_id'] as const),
]
const DAYS_AGAIN = 3

interface Column {
  readonly name: string
  readonly type: string
}

function columnsOf({ columns, properties }: StoredReading): readonly Column[] {
  const ours = COLUMNS.filter(name => USUAL.includes(name) || columns[name] !== undefined)
  const others = properties === 'all' ? [] : properties
  return [
    ...ours.map(name => ({ name: columns[name] ?? name, type: TYPES[name] ?? 'STRING' })),
    ...others.map(name => ({ name, type: 'STRING' })),
  ]
}

const quoteWith =
  (mark: string) =>
  (name: string): string =>
    /^[a-z_][a-z0-9_]*$/i.test(name) ? name : mark + name.replaceAll(mark, mark + mark) + mark
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** @param place a name for the export, of letters, digits and underscores */
export function exportParts(stored: S3Stored, reading: StoredReading, place: string): readonly SetupPart[] {
  const url = literal(`s3://${stored.bucket}/${stored.prefix}`)
  const columns = columnsOf(reading)
  const time = reading.columns.event_timestamp ?? 'event_timestamp'
  return [
    {
      ...{ key: 'redshift', who: 'warehouse', language: 'sql', title: 'Export from Redshift' },
      text: `Run it daily. It exports the last ${DAYS_AGAIN} days again, because events come late. The manifest says which files count, and is overwritten with them.`,
      code: unload(url, columns, time),
    },
    {
      ...{ key: 'databricks-location', who: 'warehouse', language: 'sql' },
      title: 'Let Databricks write to the bucket',
      text: 'Once, by an administrator of the metastore. The storage credential holds the role with the policy for writing.',
      code: [
        `CREATE EXTERNAL LOCATION IF NOT EXISTS ${place}`,
        `  URL ${url} WITH (STORAGE CREDENTIAL YOUR_STORAGE_CREDENTIAL);`,
        `GRANT READ FILES, WRITE FILES, CREATE EXTERNAL TABLE ON EXTERNAL LOCATION ${place} TO \`YOUR_EXPORT_JOB\`;`,
      ].join('\n'),
    },
    {
      ...{ key: 'databricks', who: 'warehouse', language: 'sql', title: 'Export from Databricks or Spark' },
      text: `Run it daily. It replaces the days that it exports, the last ${DAYS_AGAIN}, and leaves the others.`,
      code: sparkSql(url, columns, time, place),
    },
  ]
}

function unload(url: string, columns: readonly Column[], time: string): string {
  const quote = quoteWith('"')
  const query = [
    `SELECT ${columns.map(({ name }) => quote(name)).join(', ')},`,
    `  CAST(${quote(time)} AS DATE) AS ${DAY_COLUMN}`,
    'FROM YOUR_EVENTS',
    `WHERE ${quote(time)} >= DATEADD(day, -${DAYS_AGAIN}, TRUNC(SYSDATE))`,
  ].join('\n')
  return [
    `UNLOAD (${literal(`\n${query}\n`)})`,
    `TO ${url}`,
    `IAM_ROLE 'arn:aws:iam::YOUR_ACCOUNT:role/ROLE_OF_REDSHIFT'`,
    `FORMAT AS PARQUET PARTITION BY (${DAY_COLUMN})`,
    'MANIFEST ALLOWOVERWRITE MAXFILESIZE 256 MB;',
  ].join('\n')
}

function sparkSql(url: string, columns: readonly Column[], time: string, place: string): string {
  const quote = quoteWith('`')
  const table = `YOUR_SCHEMA.${place}`
  return [
    'SET spark.sql.session.timeZone = UTC;',
    'SET spark.sql.sources.partitionOverwriteMode = dynamic;',
    '',
    `CREATE TABLE IF NOT EXISTS ${table} (`,
    ...columns.map(({ name, type }) => `  ${quote(name)} ${type},`),
    `  ${DAY_COLUMN} DATE`,
    `) USING PARQUET PARTITIONED BY (${DAY_COLUMN}) LOCATION ${url};`,
    '',
    `INSERT OVERWRITE TABLE ${table} PARTITION (${DAY_COLUMN})`,
    `SELECT ${columns.map(({ name }) => quote(name)).join(', ')}, CAST(${quote(time)} AS DATE)`,
    'FROM YOUR_EVENTS',
    `WHERE ${quote(time)} >= CAST(DATE_SUB(CURRENT_DATE(), ${DAYS_AGAIN}) AS TIMESTAMP);`,
  ].join('\n')
}
