import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { TemplateOverview } from '../../../../src/features/overview/schema.ts'
import { addressOf } from '../../api/call.ts'
import { overviewQuery } from '../../api/overview.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import type { Column } from '../../kit/table/data-table.tsx'
import { LoadMore } from '../../kit/table/load-more.tsx'
import { useDebounced } from '../../kit/use-debounced.ts'
import { TemplateTable } from '../../parts/template-table.tsx'
import { Filters } from './filters.tsx'
import { listQuery } from './queries.ts'

const TYPING_MS = 200

const MORE: readonly Column<TemplateOverview>[] = [
  {
    ...{ id: 'status', title: 'Status', isSortable: true },
    cell: ({ status }) => <Chip tone={status === 'active' ? 'positive' : 'plain'}>{status}</Chip>,
  },
  {
    ...{ id: 'changed', title: 'Last change', isSortable: true, isMinor: true },
    cell: ({ updated_at }) => <Age at={updated_at} />,
  },
]

/** Where is it, and which are drafts? */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const given = useSearch({ from: '/o/$org/templates' })
  const { status, channel, platform, sort = 'name', dir = 'asc', sandbox } = given
  const q = useDebounced(given.q, TYPING_MS)
  const asked = { q, status, channel, platform, sort, dir, sandbox }
  const list = useInfiniteQuery(listQuery(org, asked))
  const navigate = useNavigate({ from: '/o/$org/templates' })
  const overview = useQuery(overviewQuery(org, 'all', sandbox))
  const change = (search: Readonly<Record<string, unknown>>) =>
    navigate({ search: before => ({ ...before, ...search }), replace: true, resetScroll: false })
  const clear = () => change({ q: undefined, status: undefined, channel: undefined, platform: undefined })
  const csv = addressOf(`/orgs/${encodeURIComponent(org)}/overview.csv`, { range: 'all', sandbox })
  return (
    <>
      <PageHeader
        title="Templates"
        exports={[{ label: 'Templates (CSV)', href: csv }]}
        api={{ path: `/orgs/${org}/templates`, query: asked }}
        actions={
          <LinkButton kind="primary" to="/o/$org/templates/new" params={{ org }}>
            New template
          </LinkButton>
        }
      />
      <Loaded query={overview}>
        {data => {
          const rows = new Map(data.templates.map(row => [row.id, row]))
          const pages = list.data?.pages ?? []
          // A template that was created a moment ago has its figures with the next poll.
          const shown = pages.flatMap(({ items }) => items.flatMap(({ id }) => rows.get(id) ?? []))
          const counts = pages[0]?.counts
          if (data.templates.length === 0)
            return (
              <Card>
                <Empty
                  title="There is no template yet"
                  action={
                    <LinkButton kind="primary" to="/o/$org/templates/new" params={{ org }}>
                      New template
                    </LinkButton>
                  }
                >
                  A template is one message with several wordings, of which Parley learns the best.
                </Empty>
              </Card>
            )
          return (
            <div className="stack">
              <Filters overview={data} counts={counts} given={given} onChange={change} />
              {list.error ? (
                <Failed error={list.error} onRetry={() => list.refetch()} />
              ) : counts === undefined ? (
                <Skeleton lines={8} />
              ) : shown.length === 0 ? (
                <Card>
                  <Empty
                    title="No template fits these filters"
                    action={<Button onPress={clear}>Clear the filters</Button>}
                  >
                    {data.templates.length} templates are hidden.
                  </Empty>
                </Card>
              ) : (
                <TemplateTable
                  org={org}
                  caption="Templates"
                  range="all"
                  templates={shown}
                  sort={{ by: sort, direction: dir }}
                  onSort={({ by, direction }) => change({ sort: by, dir: direction })}
                  more={MORE}
                  foot={
                    <LoadMore
                      shown={shown.length}
                      unit={`of ${data.templates.length} templates`}
                      hasMore={list.hasNextPage}
                      isLoading={list.isFetchingNextPage}
                      onMore={() => list.fetchNextPage()}
                    />
                  }
                />
              )}
            </div>
          )
        }}
      </Loaded>
    </>
  )
}
