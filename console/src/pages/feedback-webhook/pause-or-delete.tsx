import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { WebhookView } from '../../../../src/features/feedback/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Recover } from './recover.tsx'
import { useChange } from './use-change.ts'

/** What stops a webhook for a while or for ever. */
export function PauseOrDelete({ webhook }: { readonly webhook: WebhookView }) {
  const change = useChange()
  return (
    <Card title="Stop and recover">
      <div className="stack">
        <p className="sub">
          While a webhook is paused, Parley keeps its reports. Nothing is lost, for as long as you keep it
          paused.
        </p>
        {change.error && <Failed error={change.error} />}
        <div className="row">
          {webhook.status === 'active' && (
            <Button
              needs="operate"
              isPending={change.isPending}
              onPress={() => change.mutate({ status: 'paused' })}
            >
              Pause
            </Button>
          )}
          <Recover since={webhook.health.failing_since} />
          <DialogTrigger>
            <Button kind="danger" size="small" needs="operate">
              Delete…
            </Button>
            <Dialog title="Delete the feedback webhook" role="alertdialog">
              {close => <Delete webhook={webhook} close={close} />}
            </Dialog>
          </DialogTrigger>
        </div>
      </div>
    </Card>
  )
}

function Delete({ webhook, close }: { readonly webhook: WebhookView; readonly close: () => void }) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => call<null>('DELETE', path`/orgs/${org}/feedback-webhooks/${webhook.id}`),
    async onSuccess() {
      close()
      await navigate({ to: '/o/$org/admin/channels/feedback-webhooks', params: { org } })
      await client.invalidateQueries({ queryKey: [org, 'feedback-webhooks'] })
    },
  })
  const { waiting, failed } = webhook.health
  return (
    <div className="stack">
      <p>
        All its deliveries are deleted with it: {waiting} that wait, {failed} that were given up, and those
        that were accepted. This cannot be undone.
      </p>
      <TextField label={`Type the name to confirm: ${webhook.name}`} value={typed} onChange={setTyped} />
      {remove.error && <Failed error={remove.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="danger"
          isDisabled={typed !== webhook.name}
          isPending={remove.isPending}
          onPress={() => remove.mutate()}
        >
          Delete
        </Button>
      </DialogActions>
    </div>
  )
}
