import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { MetricView } from '../../../../src/features/metrics/schema.ts'
import { path } from '../../api/call.ts'
import { metricsQuery, useOwnMetrics } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { EMPTY_METRIC, ownMetricInWords, toMetricDraft } from '../../words/own-metrics.ts'
import { MetricForm } from './metric-form.tsx'
import { Remove } from './remove.tsx'

/** The metrics that the organisation names itself. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const metrics = useQuery(metricsQuery(org))
  const own = useOwnMetrics(org)
  return (
    <div className="stack">
      <PageHeader
        title="Metrics"
        sub="What else counts for you besides clicks, conversions and revenue. A template can choose its wordings by such a metric, or stop wordings that make it worse."
        api={{ path: path`/orgs/${org}/metrics` }}
        actions={<Create org={org} />}
      />
      <Loaded query={metrics}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There is no metric of your own yet">
              Name the events that matter to you, such as trials started or tickets opened.
            </Empty>
          ) : (
            <DataTable
              caption="Metrics"
              rows={items}
              idOf={({ id }) => id}
              columns={[
                { id: 'name', title: 'Metric', isHeading: true, cell: Name },
                {
                  id: 'events',
                  title: 'Events',
                  cell: ({ events }) => (events.length === 0 ? '–' : <code>{events.join(', ')}</code>),
                },
                { id: 'counts', title: 'Counts', cell: metric => ownMetricInWords(metric, own) },
                {
                  id: 'used',
                  title: 'Used by',
                  cell: ({ used_by, part_of }) => [...used_by, ...part_of].join(', ') || '–',
                },
                { id: 'actions', title: 'Actions', cell: metric => <Actions org={org} metric={metric} /> },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  )
}

const Create = ({ org }: { readonly org: string }) => (
  <DialogTrigger>
    <Button kind="primary" needs="operate">
      Create metric
    </Button>
    <Dialog title="Create metric">
      {close => <MetricForm org={org} draft={EMPTY_METRIC} isNew close={close} />}
    </Dialog>
  </DialogTrigger>
)

const Name = ({ name, archived }: MetricView) => (
  <>
    {name}
    {archived && (
      <>
        {' '}
        <Chip>archived</Chip>
      </>
    )}
  </>
)

const Actions = ({ org, metric }: { readonly org: string; readonly metric: MetricView }) => (
  <span className="row">
    <DialogTrigger>
      <Button size="small" needs="operate" aria-label={`Edit ${metric.name}`}>
        Edit…
      </Button>
      <Dialog title={`Edit ${metric.name}`}>
        {close => <MetricForm org={org} draft={toMetricDraft(metric)} isNew={false} close={close} />}
      </Dialog>
    </DialogTrigger>
    <DialogTrigger>
      <Button size="small" kind="danger" needs="operate" aria-label={`Remove ${metric.name}`}>
        Remove…
      </Button>
      <Dialog title={`Remove ${metric.name}`} role="alertdialog">
        {close => <Remove org={org} metric={metric} close={close} />}
      </Dialog>
    </DialogTrigger>
  </span>
)
