import { useQuery } from '@tanstack/react-query'
import type { SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { liveSourcesQuery } from '../../api/source-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { type Column, DataTable } from '../../kit/table/data-table.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { latenessInWords, refusedInWords, SOURCE_WORDS } from '../../words/warehouse/reading.ts'

/** The exports of the warehouse that Parley reads itself. */
export function Warehouse({ org }: { readonly org: string }) {
  const query = useQuery(liveSourcesQuery(org))
  return (
    <section className="stack">
      <div className="row between">
        <h2>Warehouse</h2>
        <div className="row">
          <LinkButton to="/o/$org/sources/coverage" params={{ org }}>
            Compare with webhooks
          </LinkButton>
          {query.data && query.data.items.length > 0 && <Add org={org} />}
        </div>
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No export is read yet" action={<Add org={org} />}>
              If your events live in a warehouse, such as Redshift or Databricks, Parley reads their export
              from an S3 bucket, or a table that is shared with you. The results are the same as if each row
              had come by webhook.
            </Empty>
          ) : (
            <DataTable
              caption="Sources of the warehouse"
              columns={columnsFor(org)}
              rows={items}
              idOf={({ id }) => id}
            />
          )
        }
      </Loaded>
    </section>
  )
}

const Add = ({ org }: { readonly org: string }) => (
  <LinkButton to="/o/$org/sources/warehouse/new" params={{ org }}>
    Add a source
  </LinkButton>
)

const KINDS: Readonly<Record<SourceView['connection']['kind'], string>> = {
  s3: 'S3',
  delta_sharing: 'Delta Sharing',
}

const columnsFor = (org: string): readonly Column<SourceView>[] => [
  {
    id: 'name',
    title: 'Name',
    isHeading: true,
    cell: ({ id, name }) => (
      <RowLink to="/o/$org/sources/warehouse/$source" params={{ org, source: id }}>
        {name}
      </RowLink>
    ),
  },
  { id: 'kind', title: 'Kind', isMinor: true, cell: ({ connection }) => KINDS[connection.kind] },
  {
    id: 'status',
    title: 'Status',
    cell: ({ health }) => {
      const { text, tone } = SOURCE_WORDS[health.status]
      return <Chip tone={tone}>{text}</Chip>
    },
  },
  { id: 'day', title: 'Last complete day', cell: ({ health }) => health.last_day ?? 'None yet' },
  { id: 'late', title: 'Behind', cell: ({ health }) => latenessInWords(health.late_seconds) },
  { id: 'rows', title: 'Rows', isNumber: true, cell: ({ counts }) => <Num value={counts.rows} /> },
  {
    id: 'refused',
    title: 'Refused, last run',
    cell: ({ health }) => refusedInWords(health.last_run?.rows.refused ?? []),
  },
  {
    id: 'next',
    title: 'Next run',
    cell: ({ health }) => (health.next_run_at === null ? '–' : <Age at={health.next_run_at} />),
  },
]
