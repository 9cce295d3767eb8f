import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { ParkedErasures as Parked } from '../../../../src/features/people/parked-schema.ts'
import { call, path } from '../../api/call.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { numberInWords } from '../../words/numbers.ts'

type List = Static<typeof Parked>
type Erasure = List['items'][number]
type Decision = 'confirm' | 'dismiss'

interface Decide {
  readonly decide: (decision: Decision) => void
  readonly isPending: boolean
}

/** Erasures that platforms asked for and that wait for a decision. Shows nothing if there are none. */
export function ParkedErasures({ org }: { readonly org: string }) {
  const client = useQueryClient()
  const platformOf = usePlatformName(org)
  const queryKey = [org, 'erasures']
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => call<List>('GET', path`/orgs/${org}/erasures`, { signal }),
  })
  const decide = useMutation({
    mutationFn: ({ id, decision }: { readonly id: string; readonly decision: Decision }) =>
      call('POST', path`/orgs/${org}/erasures/${id}/${decision}`),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  const waiting = query.data?.items.filter(({ state }) => state === 'waiting') ?? []
  if (waiting.length === 0 && !decide.error) return null
  return (
    <Card title="Erasures that wait for a decision">
      <div className="stack">
        <p>
          A platform asked Parley to erase these people. Each erasure would reach several people, so nobody
          was erased yet.
        </p>
        {decide.error && <Failed error={decide.error} />}
        <DataTable
          caption="Erasures that wait for a decision"
          rows={waiting}
          idOf={({ id }) => id}
          columns={[
            { id: 'name', title: 'Person', isHeading: true, cell: ({ name }) => <code>{name}</code> },
            { id: 'platform', title: 'Asked by', cell: ({ platform }) => platformOf(platform) },
            { id: 'asked', title: 'Asked', cell: ({ asked_at }) => <Age at={asked_at} /> },
            { id: 'reach', title: 'Would reach', cell: reachInWords },
            {
              id: 'decide',
              title: 'Decision',
              cell: erasure => (
                <Actions
                  erasure={erasure}
                  isPending={decide.isPending}
                  decide={decision => decide.mutate({ id: erasure.id, decision })}
                />
              ),
            },
          ]}
        />
      </div>
    </Card>
  )
}

const reachInWords = ({ would_reach: { addresses, ids, decisions } }: Erasure): string =>
  `Addresses: ${numberInWords(addresses)} · user ids: ${numberInWords(ids)} · messages: ${numberInWords(decisions)}`

/** Erasing several people asks once more; dismissing does not, because the platform can ask again. */
const Actions = ({ erasure, isPending, decide }: Decide & { readonly erasure: Erasure }) => (
  <span className="row">
    <DialogTrigger>
      <Button size="small" kind="danger" needs="administer" isDisabled={isPending}>
        Erase…
      </Button>
      <Dialog title="Erase all of it" role="alertdialog">
        {close => (
          <div className="stack">
            <p>
              Everything stored about <code>{erasure.name}</code> and about all names that it shares goes.{' '}
              {reachInWords(erasure)}.
            </p>
            <p>
              <b>Stays:</b> the figures. It cannot be undone.
            </p>
            <DialogActions>
              <Button onPress={close}>Keep</Button>
              <Button
                kind="danger"
                onPress={() => {
                  close()
                  decide('confirm')
                }}
              >
                Erase all of it
              </Button>
            </DialogActions>
          </div>
        )}
      </Dialog>
    </DialogTrigger>
    <Button size="small" needs="administer" isDisabled={isPending} onPress={() => decide('dismiss')}>
      Dismiss
    </Button>
  </span>
)
