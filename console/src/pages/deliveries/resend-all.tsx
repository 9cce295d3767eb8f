import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { DeliverySummary } from '../../../../src/features/deliver/schema.ts'
import type { JobView } from '../../../../src/runtime/jobs/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { numberInWords } from '../../words/numbers.ts'
import type { Filter } from './queries.ts'

interface Props {
  readonly filter: Filter
  readonly counts: DeliverySummary['by_state'] | undefined
  readonly onJob: (id: string) => void
}

/** Sends all dead messages of the filters again. Unknown ones only when the page shows them, and after a question. */
export function ResendAll({ filter, counts, onJob }: Props) {
  const state = filter.state === 'unknown' ? 'unknown' : 'dead'
  const tally = counts?.[state]
  if (tally === undefined || tally.count === 0 || (filter.state !== undefined && filter.state !== state))
    return null
  const said = `${tally.complete ? '' : 'over '}${numberInWords(Math.min(tally.count, 10_000))}`
  return (
    <DialogTrigger>
      <Button size="small" needs="operate">
        Send {state} ones again…
      </Button>
      <Dialog
        title={state === 'dead' ? 'Send dead messages again' : 'May they get it twice?'}
        role="alertdialog"
      >
        {close => <Question filter={filter} state={state} said={said} close={close} onJob={onJob} />}
      </Dialog>
    </DialogTrigger>
  )
}

interface QuestionProps extends Pick<Props, 'filter' | 'onJob'> {
  readonly state: 'dead' | 'unknown'
  readonly said: string
  readonly close: () => void
}

function Question({ filter, state, said, close, onJob }: QuestionProps) {
  const { org = '' } = useParams({ strict: false })
  const [isAssumed, setAssumed] = useState(false)
  const resend = useMutation({
    mutationFn: () =>
      call<JobView>('POST', path`/orgs/${org}/deliveries/resend`, {
        body: { filter: { ...filter, state }, ...(state === 'unknown' ? { assume: 'not-sent' } : {}) },
      }),
    onSuccess({ id }) {
      close()
      onJob(id)
    },
  })
  return (
    <div className="stack">
      <p>
        {said} {state} {said === '1' ? 'message' : 'messages'} that match the filters are queued again, the
        oldest first. You can cancel on the way.
      </p>
      {state === 'unknown' && (
        <>
          <p>
            Each of them may have been sent: the process stopped between asking and hearing. Whoever has got
            the message gets it twice.
          </p>
          <Checkbox isSelected={isAssumed} onChange={setAssumed}>
            I have looked at the vendor: they were not sent
          </Checkbox>
        </>
      )}
      {resend.error && <Failed error={resend.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind={state === 'unknown' ? 'danger' : 'primary'}
          isPending={resend.isPending}
          isDisabled={state === 'unknown' && !isAssumed}
          onPress={() => resend.mutate()}
        >
          Send again
        </Button>
      </DialogActions>
    </div>
  )
}
