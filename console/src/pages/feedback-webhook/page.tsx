import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { WebhookView } from '../../../../src/features/feedback/schema.ts'
import { webhookQuery } from '../../api/feedback-queries.ts'
import { ApiProblem } from '../../api/problem.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Tab, Tabs } from '../../kit/page/tabs.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { webhookInWords } from '../../words/feedback.ts'
import { StateBanner } from './state-banner.tsx'
import { Deliveries } from './tabs/deliveries.tsx'
import { Overview } from './tabs/overview.tsx'

// The form weighs as much as the rest of the page.
const Edit = lazy(async () => ({ default: (await import('./tabs/edit.tsx')).Edit }))

const HERE = '/o/$org/admin/channels/feedback-webhooks/$webhook'

/** One feedback webhook: its health, its deliveries, its settings. */
export function Page() {
  const { org = '', webhook: id = '' } = useParams({ strict: false })
  const { tab = 'overview' } = useSearch({ strict: false })
  const query = useQuery(webhookQuery(org, id))
  const params = { org, webhook: id }
  if (query.error instanceof ApiProblem && query.error.status === 404)
    return (
      <>
        <PageHeader title="Feedback webhook" />
        <Empty title="There is no such feedback webhook">
          <p>
            It may be deleted.{' '}
            <Link to="/o/$org/admin/channels/feedback-webhooks" params={{ org }}>
              All feedback webhooks
            </Link>
          </p>
        </Empty>
      </>
    )
  return (
    <>
      <PageHeader
        title={query.data?.name ?? 'Feedback webhook'}
        sub={query.data && <code>{query.data.url}</code>}
        meta={query.data && <State {...query.data} />}
        api={{
          path: `/orgs/${org}/feedback-webhooks/${id}${tab === 'deliveries' ? '/deliveries' : ''}`,
        }}
      />
      <Tabs label="Parts of this webhook">
        {(['overview', 'deliveries', 'edit'] as const).map(each => (
          <Tab
            key={each}
            to={HERE}
            params={params}
            search={each === 'overview' ? {} : { tab: each }}
            activeOptions={{ exact: true, includeSearch: true }}
            {...(each === tab && { 'aria-current': 'page' as const })}
          >
            {TITLES[each]}
          </Tab>
        ))}
      </Tabs>
      <Loaded query={query}>
        {webhook => (
          <>
            <StateBanner webhook={webhook} />
            {tab === 'overview' && <Overview webhook={webhook} />}
            {tab === 'deliveries' && <Deliveries webhook={webhook} />}
            {tab === 'edit' && (
              <Suspense fallback={<Skeleton />}>
                <Edit webhook={webhook} />
              </Suspense>
            )}
          </>
        )}
      </Loaded>
    </>
  )
}

const TITLES = { overview: 'Overview', deliveries: 'Deliveries', edit: 'Edit' } as const

function State({ status, health, sandbox }: WebhookView) {
  const { text, tone } = webhookInWords(status, health)
  return (
    <>
      <Chip tone={tone}>{text}</Chip>
      <Chip>{sandbox}</Chip>
    </>
  )
}
