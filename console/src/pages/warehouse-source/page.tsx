import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { sourceKey, sourcePath, sourceQuery } from '../../api/source-queries.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Tab, Tabs } from '../../kit/page/tabs.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { useFreshRuns } from '../../parts/use-fresh-runs.ts'
import { SOURCE_WORDS } from '../../words/warehouse/reading.ts'
import { Actions } from './actions.tsx'
import { Overview } from './overview.tsx'
import type { search } from './search.ts'
import { Days } from './tabs/days.tsx'
import { Runs } from './tabs/runs.tsx'
import { SetUp } from './tabs/set-up.tsx'

// The form weighs as much as the rest of the page.
const Settings = lazy(async () => ({ default: (await import('./tabs/settings.tsx')).Settings }))

type Search = ReturnType<typeof search>

const TABS = { runs: 'Runs', days: 'Days', setup: 'Set up', settings: 'Settings' } as const
const API = { runs: '/runs', days: '/partitions', setup: '/setup', settings: '' } as const

/** One source of the warehouse: how it does, its runs, its days, what has to be set up, its settings. */
export function Page() {
  const { org = '', source: id = '' } = useParams({ strict: false })
  const { tab = 'runs' }: Search = useSearch({ from: '/o/$org/sources/warehouse/$source' })
  const query = useQuery(sourceQuery(org, id))
  useFreshRuns(query.data?.health.last_run, sourceKey(org, id))
  if (query.error instanceof ApiProblem && query.error.status === 404) return <NotFound org={org} />
  const source = query.data
  const status = source && SOURCE_WORDS[source.health.status]
  return (
    <>
      <PageHeader
        title={source?.name ?? 'Source'}
        sub={source?.health.message}
        meta={status && <Chip tone={status.tone}>{status.text}</Chip>}
        api={{ path: `${sourcePath(org, id)}${API[tab]}` }}
        actions={source && <Actions source={source} />}
      />
      <Loaded query={query}>
        {shown => (
          <div className="stack">
            <Overview source={shown} />
            <Tabs label="Parts of this source">
              {(['runs', 'days', 'setup', 'settings'] as const).map(each => (
                <Tab
                  key={each}
                  to="/o/$org/sources/warehouse/$source"
                  params={{ org, source: id }}
                  search={each === 'runs' ? {} : { tab: each }}
                  activeOptions={{ exact: true, includeSearch: true }}
                  {...(each === tab && { 'aria-current': 'page' as const })}
                >
                  {TABS[each]}
                </Tab>
              ))}
            </Tabs>
            {tab === 'runs' && <Runs source={shown} />}
            {tab === 'days' && <Days source={shown} />}
            {tab === 'setup' && <SetUp source={shown} />}
            {tab === 'settings' && (
              <Suspense fallback={<Skeleton />}>
                <Settings source={shown} />
              </Suspense>
            )}
          </div>
        )}
      </Loaded>
    </>
  )
}

const NotFound = ({ org }: { readonly org: string }) => (
  <>
    <PageHeader title="Source" />
    <Empty title="There is no such source">
      <p>
        It may be deleted.{' '}
        <Link to="/o/$org/sources" params={{ org }}>
          All sources
        </Link>
      </p>
    </Empty>
  </>
)
