import type { SourceOrg } from '../sources/open-source.ts'
import type { SetupPart } from '../sources/setup-schema.ts'
import type { TableName } from './table-name.ts'

/** What the owner of the table runs in Databricks. */
export function setupOfShare({ slug }: SourceOrg, { share, schema, table }: TableName): readonly SetupPart[] {
  const recipient = quoted(`parley_${slug.replaceAll('-', '_')}`)
  const shared = `${quoted(schema)}.${quoted(table)}`
  return [
    {
      ...{ key: 'share', who: 'warehouse', title: 'Share the table', language: 'sql' },
      text: 'Run this in Databricks. It shares one table; for a view, write ADD VIEW. Partition the table by event_date, so that only days that have changed are read.',
      code: `CREATE SHARE IF NOT EXISTS ${quoted(share)};
ALTER SHARE ${quoted(share)} ADD TABLE CATALOG.SCHEMA.TABLE AS ${shared};`,
    },
    {
      ...{ key: 'recipient', who: 'warehouse', title: 'Grant it to Parley', language: 'sql' },
      text: 'The last line shows the activation link. It works once: paste it into this source, or download the profile and give that.',
      code: `CREATE RECIPIENT IF NOT EXISTS ${recipient};
GRANT SELECT ON SHARE ${quoted(share)} TO RECIPIENT ${recipient};
DESCRIBE RECIPIENT ${recipient};`,
    },
  ]
}

/** A name in the SQL of Databricks. */
const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
