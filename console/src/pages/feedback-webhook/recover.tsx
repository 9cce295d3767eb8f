import { useMutation } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { JobView } from '../../../../src/runtime/jobs/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'

const WEEK_MS = 7 * 86_400_000

/** Queues again what was given up, from a day on, as a job whose progress the Deliveries tab shows. */
export const Recover = ({ since }: { readonly since: string | null }) => (
  <DialogTrigger>
    <Button size="small" needs="operate">
      Recover since…
    </Button>
    <Dialog title="Recover deliveries">{close => <Form since={since} close={close} />}</Dialog>
  </DialogTrigger>
)

function Form({ since, close }: { readonly since: string | null; readonly close: () => void }) {
  const { org = '', webhook = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const [day, setDay] = useState(() => (since ?? new Date(Date.now() - WEEK_MS).toISOString()).slice(0, 10))
  const [isAll, setAll] = useState(false)
  const recover = useMutation({
    mutationFn: () =>
      call<{ recovered: number; job: JobView }>(
        'POST',
        path`/orgs/${org}/feedback-webhooks/${webhook}/recover`,
        {
          body: { since: day, include_delivered: isAll },
        },
      ),
    async onSuccess({ job }) {
      close()
      await navigate({
        to: '/o/$org/admin/channels/feedback-webhooks/$webhook',
        params: { org, webhook },
        search: { tab: 'deliveries', job: job.id },
      })
    },
  })
  return (
    <div className="stack">
      <p>
        Deliveries that Parley has given up since this day (UTC) are queued again, with the same ids. They are
        sent while the webhook is active.
      </p>
      <TextField label="Since" type="date" value={day} onChange={setDay} isRequired />
      <Checkbox isSelected={isAll} onChange={setAll}>
        Accepted ones too: the receiver has lost them
      </Checkbox>
      {recover.error && <Failed error={recover.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          isPending={recover.isPending}
          isDisabled={day === ''}
          onPress={() => recover.mutate()}
        >
          Recover
        </Button>
      </DialogActions>
    </div>
  )
}
