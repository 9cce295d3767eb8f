import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { exportKey, exportPath, exportQuery } from '../../api/export-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Tab, Tabs } from '../../kit/page/tabs.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { useFreshRuns } from '../../parts/use-fresh-runs.ts'
import { exportStatus } from '../../words/warehouse/exports.ts'
import { Actions } from './actions.tsx'
import { Overview } from './overview.tsx'
import type { search } from './search.ts'
import { Days } from './tabs/days.tsx'
import { Runs } from './tabs/runs.tsx'
import { SetUp } from './tabs/set-up.tsx'

// The form weighs as much as the rest of the page.
const Settings = lazy(async () => ({ default: (await import('./tabs/settings.tsx')).Settings }))

type Search = ReturnType<typeof search>

const HERE = '/o/$org/exports'
const TABS = { runs: 'Runs', days: 'Days', setup: 'Set up', settings: 'Settings' } as const
const API = { runs: '/runs', days: '/days', setup: '/setup', settings: '' } as const

/** The daily export of decisions and events to the organisation's own bucket. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { tab = 'runs' }: Search = useSearch({ from: HERE })
  const query = useQuery(exportQuery(org))
  const shown = query.data
  useFreshRuns(shown?.last_run, exportKey(org))
  const status = shown && exportStatus(shown)
  return (
    <>
      <PageHeader
        title="Daily export"
        sub="Every decision and every event, as Parquet files in a bucket of yours, so that your analysts can check each figure."
        meta={status && <Chip tone={status.tone}>{status.text}</Chip>}
        api={{ path: `${exportPath(org)}${shown ? API[tab] : ''}` }}
        actions={shown && <Actions shown={shown} />}
      />
      <Loaded query={query}>
        {stored =>
          stored === null ? (
            tab === 'settings' ? (
              <Form />
            ) : (
              <NotSetUp org={org} />
            )
          ) : (
            <div className="stack">
              <Overview shown={stored} />
              <Tabs label="Parts of the export">
                {(['runs', 'days', 'setup', 'settings'] as const).map(each => (
                  <Tab
                    key={each}
                    to={HERE}
                    params={{ org }}
                    search={each === 'runs' ? {} : { tab: each }}
                    activeOptions={{ exact: true, includeSearch: true }}
                    {...(each === tab && { 'aria-current': 'page' as const })}
                  >
                    {TABS[each]}
                  </Tab>
                ))}
              </Tabs>
              {tab === 'runs' && <Runs shown={stored} />}
              {tab === 'days' && <Days shown={stored} />}
              {tab === 'setup' && <SetUp shown={stored} />}
              {tab === 'settings' && <Form shown={stored} />}
            </div>
          )
        }
      </Loaded>
    </>
  )
}

const Form = (props: Parameters<typeof Settings>[0]) => (
  <Suspense fallback={<Skeleton />}>
    <Settings {...props} />
  </Suspense>
)

const NotSetUp = ({ org }: { readonly org: string }) => (
  <Empty
    title="Nothing is exported yet"
    action={
      <LinkButton kind="primary" to={HERE} params={{ org }} search={{ tab: 'settings' }}>
        Set up the export
      </LinkButton>
    }
  >
    Once a day, Parley writes the day that is over to a bucket of yours: which message got which wording and
    why, and which events counted for it. A day that changes afterwards is written again. People are left out
    unless you ask for them.
  </Empty>
)
