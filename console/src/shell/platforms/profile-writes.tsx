import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ProfileWrite } from '../../../../src/features/write-back/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { type Column, DataTable } from '../../kit/table/data-table.tsx'

const SHOWN = 50

const writesQuery = (org: string, state: 'waiting' | 'dead', platform: string | undefined) =>
  queryOptions({
    queryKey: [org, 'profile-writes', state, platform],
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      call<Page<ProfileWrite>>('GET', path`/orgs/${org}/profile-writes`, {
        query: { state, platform, limit: SHOWN },
        signal,
      }),
  })

const countOf = ({ items, next_cursor }: Page<ProfileWrite>): string =>
  `${items.length}${next_cursor === null ? '' : ' or more'}`

/** Wordings written into profiles: those that wait, and those that Parley gave up, which can be tried again. */
export function ProfileWrites({
  platform,
  isQuiet = false,
}: {
  readonly platform?: string
  readonly isQuiet?: boolean
}) {
  const { org } = useParams({ from: '/o/$org' })
  const waiting = useQuery(writesQuery(org, 'waiting', platform))
  const dead = useQuery(writesQuery(org, 'dead', platform))
  const isNone = waiting.data?.items.length === 0 && dead.data?.items.length === 0
  if (isQuiet && (isNone || !waiting.data || !dead.data)) return null
  return (
    <Card
      title="Profile writes"
      actions={
        waiting.data &&
        dead.data && (
          <>
            <Chip>{countOf(waiting.data)} waiting</Chip>
            <Chip tone={dead.data.items.length > 0 ? 'negative' : 'plain'}>
              {countOf(dead.data)} given up
            </Chip>
          </>
        )
      }
    >
      <Loaded query={dead}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="sub">
              {isNone
                ? 'No wording waits to be written into a profile.'
                : 'None was given up. Those that wait are tried again by themselves.'}
            </p>
          ) : (
            <DataTable
              caption="Profile writes that were given up"
              columns={COLUMNS}
              rows={items}
              idOf={({ id }) => id}
            />
          )
        }
      </Loaded>
    </Card>
  )
}

const COLUMNS: readonly Column<ProfileWrite>[] = [
  { id: 'user', title: 'Person', cell: ({ user_id }) => <code>{user_id}</code>, isHeading: true },
  { id: 'template', title: 'Template', cell: ({ template_id }) => template_id },
  { id: 'reason', title: 'Why', cell: ({ reason, status }) => reason ?? `answered ${status ?? 'nothing'}` },
  {
    id: 'at',
    title: 'Given up',
    cell: ({ finished_at, created_at }) => <Age at={finished_at ?? created_at} />,
  },
  { id: 'retry', title: 'Again', cell: write => <Retry write={write} /> },
]

function Retry({ write }: { readonly write: ProfileWrite }) {
  const { org } = useParams({ from: '/o/$org' })
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => call('POST', path`/orgs/${org}/profile-writes/${write.id}/retry`),
    async onSuccess() {
      toast('The write is tried again.')
      await client.invalidateQueries({ queryKey: [org, 'profile-writes'] })
    },
  })
  return (
    <>
      <Button size="small" needs="operate" isPending={retry.isPending} onPress={() => retry.mutate()}>
        Retry
      </Button>
      {retry.error && <Failed error={retry.error} />}
    </>
  )
}
