import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { JobView } from '../../../../../src/runtime/jobs/schema.ts'
import { call, path } from '../../../api/call.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../../kit/overlays/dialog.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { numberInWords } from '../../../words/numbers.ts'
import type { Filter } from '../queries.ts'

interface Props {
  readonly filter: Filter
  readonly count: { readonly count: number; readonly complete: boolean } | undefined
  readonly onJob: (id: string) => void
}

/** Queues all failed deliveries of the filters again. */
export function RetryAll({ filter, count, onJob }: Props) {
  const { org = '', webhook = '' } = useParams({ strict: false })
  const { state: _state, ...others } = filter
  const retry = useMutation({
    mutationFn: () =>
      call<JobView>('POST', path`/orgs/${org}/feedback-webhooks/${webhook}/deliveries/retry`, {
        body: { states: ['failed'], ...others },
      }),
  })
  if (count === undefined || count.count === 0) return null
  const said = `${count.complete ? '' : 'more than '}${numberInWords(Math.min(count.count, 10_000))}`
  return (
    <DialogTrigger>
      <Button size="small" needs="operate">
        Try failed ones again…
      </Button>
      <Dialog title="Try failed deliveries again">
        {close => (
          <div className="stack">
            <p>
              {said} failed {count.count === 1 ? 'delivery' : 'deliveries'} that match the filters are queued
              again, with the same ids. The pause after failures ends.
            </p>
            {retry.error && <Failed error={retry.error} />}
            <DialogActions>
              <Button onPress={close}>Cancel</Button>
              <Button
                kind="primary"
                isPending={retry.isPending}
                onPress={() =>
                  retry.mutate(undefined, {
                    onSuccess(job) {
                      close()
                      onJob(job.id)
                    },
                  })
                }
              >
                Try again
              </Button>
            </DialogActions>
          </div>
        )}
      </Dialog>
    </DialogTrigger>
  )
}
