import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import type { Replay } from '../../../../src/features/inbound-log/replay-schema.ts'
import type { Page as ApiPage } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { LoadMore } from '../../kit/table/load-more.tsx'
import { replayInWords } from '../../words/replays.ts'
import css from './replays.module.css'
import { StartReplay } from './start-replay.tsx'

const STATES = { running: 'accent', finished: 'positive', canceled: 'plain' } as const

/** The replays: how far each is, and what it changed. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { open } = useSearch({ from: '/o/$org/events/replays' })
  const client = useQueryClient()
  const replays = useInfiniteQuery({
    queryKey: [org, 'replays'],
    queryFn: ({ signal, pageParam }) =>
      call<ApiPage<Replay>>('GET', path`/orgs/${org}/requests/replays`, {
        query: { limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next_cursor ?? undefined,
    refetchInterval: query =>
      query.state.data?.pages.some(page => page.items.some(({ finished }) => !finished)) ? 1_000 : false,
  })
  const cancel = useMutation({
    mutationFn: (id: string) => call<Replay>('POST', path`/orgs/${org}/requests/replays/${id}/cancel`),
    onSuccess: () => toast('Cancelled. Calls that Parley already has are still read.'),
    onError: error => toast(toProblem(error).message, 'negative'),
    onSettled: () => client.invalidateQueries({ queryKey: [org, 'replays'] }),
  })
  const rows = replays.data?.pages.flatMap(page => page.items) ?? []
  return (
    <>
      <PageHeader
        title="Replays"
        sub="Stored calls that are read again, after a setting or a meaning was corrected. The new result replaces the old one, so nothing is counted twice."
        api={{ path: path`/orgs/${org}/requests/replays` }}
        actions={<StartReplay org={org} />}
      />
      <div className="stack">
        <Loaded query={replays}>
          {() =>
            rows.length === 0 ? (
              <Empty title="No replay yet" action={<StartReplay org={org} kind="primary" />}>
                After you give an event name another meaning, or correct a window, earlier calls can be read
                again.
              </Empty>
            ) : (
              <DataTable
                caption="Replays, newest first"
                rows={rows}
                idOf={({ id }) => id}
                isSelected={({ id }) => id === open}
                columns={[
                  {
                    id: 'what',
                    title: 'Calls',
                    isHeading: true,
                    cell: replay => (
                      <>
                        {replayInWords(replay.filter)}
                        <br />
                        <span className="meta">
                          Asked for <Age at={replay.created_at} />
                        </span>
                      </>
                    ),
                  },
                  {
                    id: 'state',
                    title: 'State',
                    cell: replay => <Chip tone={STATES[replay.state]}>{replay.state}</Chip>,
                  },
                  { id: 'progress', title: 'Read', cell: replay => <Progress replay={replay} /> },
                  {
                    id: 'changed',
                    title: 'Calls with a new result',
                    isNumber: true,
                    cell: replay => <Num value={replay.changed} />,
                  },
                  {
                    id: 'counted',
                    title: 'Events that count now',
                    isNumber: true,
                    cell: replay => <Num value={replay.counted} />,
                  },
                  {
                    id: 'cancel',
                    title: 'Action',
                    cell: replay =>
                      replay.finished ? null : (
                        <Button
                          size="small"
                          needs="operate"
                          isPending={cancel.isPending && cancel.variables === replay.id}
                          onPress={() => cancel.mutate(replay.id)}
                        >
                          Cancel
                        </Button>
                      ),
                  },
                ]}
                foot={
                  <LoadMore
                    shown={rows.length}
                    unit="replays"
                    hasMore={replays.hasNextPage}
                    isLoading={replays.isFetchingNextPage}
                    onMore={() => void replays.fetchNextPage()}
                  />
                }
              />
            )
          }
        </Loaded>
      </div>
    </>
  )
}

const Progress = ({ replay: { done, total } }: { readonly replay: Replay }) => (
  <span className={css['progress']}>
    <progress value={done} max={Math.max(1, total)} aria-label="Calls read" />
    <span className="num">
      <Num value={done} /> of <Num value={total} />
    </span>
  </span>
)
