import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { DemoView } from '../../../../src/features/demo/history/routes.ts'
import { call, path } from '../../api/call.ts'
import { ApiProblem } from '../../api/problem.ts'
import { sessionQuery } from '../../api/session.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import css from './first-steps.module.css'

type Demo = Static<typeof DemoView>

/** The demo organisation: make it, watch it fill, open it, remove it. */
export function DemoNote({ org }: { readonly org: string }) {
  const client = useQueryClient()
  const key = [org, 'demo']
  const query = useQuery({
    queryKey: key,
    async queryFn({ signal }): Promise<Demo | null> {
      try {
        return await call<Demo>('GET', path`/orgs/${org}/demo`, { signal })
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null
        throw error
      }
    },
    refetchInterval: ({ state }) => (state.data?.state === 'filling' ? 1_000 : false),
  })
  const changed = async () => {
    await client.invalidateQueries({ queryKey: key })
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
  }
  const make = useMutation({ mutationFn: () => call('POST', path`/orgs/${org}/demo`), onSuccess: changed })
  const remove = useMutation({
    mutationFn: () => call('DELETE', path`/orgs/${org}/demo`),
    onSuccess: changed,
  })
  if (query.data === undefined) return null
  const error = make.error ?? remove.error
  return (
    <div className={css['demo']}>
      {query.data === null ? (
        <>
          <span className="sub">See a month of a running programme, in an organisation of its own.</span>
          <Button size="small" needs="administer" isPending={make.isPending} onPress={() => make.mutate()}>
            Make the demo
          </Button>
        </>
      ) : (
        <>
          <span className="sub">
            {query.data.state === 'filling' ? (
              <span role="status">The demo is being made: day {query.data.days} of 30.</span>
            ) : (
              <>
                <Link to="/o/$org" params={{ org: query.data.slug }}>
                  {query.data.name}
                </Link>{' '}
                is running beside this organisation.
              </>
            )}
          </span>
          <RemoveDemo name={query.data.name} isPending={remove.isPending} onRemove={() => remove.mutate()} />
        </>
      )}
      {error && <Failed error={error} />}
    </div>
  )
}

interface RemoveProps {
  readonly name: string
  readonly isPending: boolean
  readonly onRemove: () => void
}

const RemoveDemo = ({ name, isPending, onRemove }: RemoveProps) => (
  <DialogTrigger>
    <Button size="small" needs="administer" isPending={isPending}>
      Remove the demo
    </Button>
    <Dialog title="Remove the demo" role="alertdialog">
      {close => (
        <>
          <p>
            {name} and all its invented messages are deleted. Your own data is in another organisation and
            stays. You can make the demo again.
          </p>
          <DialogActions>
            <Button onPress={close}>Keep it</Button>
            <Button
              kind="danger"
              onPress={() => {
                onRemove()
                close()
              }}
            >
              Remove
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  </DialogTrigger>
)
