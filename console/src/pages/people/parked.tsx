import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { ParkedErasures as Parked } from '../../../../src/features/people/parked-schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { numberInWords } from '../../words/numbers.ts'

type List = Static<typeof Parked>
type Decision = 'confirm' | 'dismiss'

/** Erasures that platforms asked for and that wait for a decision. Shows nothing if there are none. */
export function ParkedErasures({ org }: { readonly org: string }) {
  const client = useQueryClient()
  const queryKey = [org, 'erasures']
  const { data } = useQuery({ queryKey, queryFn: () => call<List>('GET', path`/orgs/${org}/erasures`) })
  const decide = useMutation({
    mutationFn: ({ id, decision }: { readonly id: string; readonly decision: Decision }) =>
      call('POST', path`/orgs/${org}/erasures/${id}/${decision}`),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  const waiting = data?.items.filter(({ state }) => state === 'waiting') ?? []
  if (waiting.length === 0) return null
  return (
    <Card>
      <h2 className="h3">Erasures that wait for a decision</h2>
      <p>
        A platform asked Parley to erase these people. Each erasure would reach several people, so nobody was
        erased yet.
      </p>
      {decide.error && <Failed error={decide.error} />}
      <DataTable
        caption="Erasures that wait for a decision"
        rows={waiting}
        idOf={({ id }) => id}
        columns={[
          { id: 'name', title: 'Person', isHeading: true, cell: ({ name }) => <code>{name}</code> },
          { id: 'platform', title: 'Asked by', cell: ({ platform }) => platform },
          { id: 'asked', title: 'Asked', cell: ({ asked_at }) => <Age at={asked_at} /> },
          {
            id: 'reach',
            title: 'Would reach',
            cell: ({ would_reach: { addresses, ids, decisions } }) =>
              `Addresses: ${numberInWords(addresses)} · user ids: ${numberInWords(ids)} · messages: ${numberInWords(decisions)}`,
          },
          {
            id: 'decide',
            title: 'Decision',
            cell: ({ id }) => (
              <span className="row">
                <Button
                  size="small"
                  kind="danger"
                  needs="administer"
                  isDisabled={decide.isPending}
                  onPress={() => decide.mutate({ id, decision: 'confirm' })}
                >
                  Erase all of it
                </Button>
                <Button
                  size="small"
                  needs="administer"
                  isDisabled={decide.isPending}
                  onPress={() => decide.mutate({ id, decision: 'dismiss' })}
                >
                  Dismiss
                </Button>
              </span>
            ),
          },
        ]}
      />
    </Card>
  )
}
