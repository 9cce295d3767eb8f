import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { WebhookView } from '../../../../src/features/feedback/schema.ts'
import { webhooksQuery } from '../../api/feedback-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { type Column, DataTable } from '../../kit/table/data-table.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { OnePerSandbox } from '../../parts/one-per-sandbox.tsx'
import { webhookInWords } from '../../words/feedback.ts'

/** The inventory: every feedback webhook of the organisation. */
export function Page() {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(webhooksQuery(org))
  return (
    <>
      <PageHeader
        title="Feedback webhook settings"
        sub="Your system hears what became of each message: Sent, Delivered, Bounce, Errors."
        meta={<OnePerSandbox />}
        api={{ path: `/orgs/${org}/feedback-webhooks` }}
        actions={<Create org={org} />}
      />
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No feedback webhook yet" action={<Create org={org} />}>
              <p>
                A feedback webhook calls an address of yours whenever a message is sent, delivered, bounced or
                in error. You see the exact body, and can try it, before you save.
              </p>
            </Empty>
          ) : (
            <DataTable
              caption="Feedback webhooks"
              columns={columnsFor(org)}
              rows={items}
              idOf={({ id }) => id}
            />
          )
        }
      </Loaded>
    </>
  )
}

const Create = ({ org }: { readonly org: string }) => (
  <LinkButton kind="primary" to="/o/$org/admin/channels/feedback-webhooks/new" params={{ org }}>
    Create Feedback Webhook
  </LinkButton>
)

const CHANNELS = { email: 'Email', sms: 'SMS' } as const

const columnsFor = (org: string): readonly Column<WebhookView>[] => [
  {
    id: 'name',
    title: 'Webhook Name',
    isHeading: true,
    cell: ({ id, name }) => (
      <RowLink to="/o/$org/admin/channels/feedback-webhooks/$webhook" params={{ org, webhook: id }}>
        {name}
      </RowLink>
    ),
  },
  {
    id: 'status',
    title: 'Status',
    cell: ({ status, health }) => {
      const { text, tone } = webhookInWords(status, health)
      return <Chip tone={tone}>{text}</Chip>
    },
  },
  { id: 'sandbox', title: 'Sandbox', cell: ({ sandbox }) => sandbox },
  {
    id: 'channels',
    title: 'Channels',
    cell: ({ channels }) => channels.map(each => CHANNELS[each]).join(', '),
  },
  { id: 'host', title: 'Host', cell: ({ url }) => <code>{URL.parse(url)?.host ?? url}</code> },
  {
    id: 'waiting',
    title: 'Waiting, deliveries',
    isNumber: true,
    cell: ({ health }) => <Num value={health.waiting} />,
  },
  {
    id: 'failed',
    title: 'Failed, deliveries',
    isNumber: true,
    cell: ({ health }) => <Num value={health.failed} />,
  },
  {
    id: 'last',
    title: 'Last accepted',
    cell: ({ health }) => (health.last_success_at ? <Age at={health.last_success_at} /> : 'Never'),
  },
  {
    id: 'next',
    title: 'Next try',
    cell: ({ health }) => (health.tried_again_at ? <Age at={health.tried_again_at} /> : '–'),
  },
]
