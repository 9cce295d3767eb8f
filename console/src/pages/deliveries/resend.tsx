import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DeliveryDetail, DeliveryView } from '../../../../src/features/deliver/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'

/** Sends a dead message again; an unknown one only after the question whether the person may get it twice. */
export function Resend({ message }: { readonly message: DeliveryDetail }) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const resend = useMutation({
    mutationFn: () => call<DeliveryView>('POST', path`/orgs/${org}/deliveries/${message.id}/resend`),
    onSuccess: () => client.invalidateQueries({ queryKey: [org, 'deliveries'] }),
  })
  if (!['dead', 'unknown', 'queued'].includes(message.state)) return null
  return (
    <div>
      {message.state === 'unknown' ? (
        <DialogTrigger>
          <Button needs="operate">Send again…</Button>
          <Dialog title="May they get it twice?" role="alertdialog">
            {close => (
              <div className="stack">
                <p>
                  The process stopped between asking and hearing, so the message may have been sent. Look for
                  it at the vendor first. If it was sent, this person gets it twice.
                </p>
                <DialogActions>
                  <Button onPress={close}>Do not send</Button>
                  <Button
                    kind="danger"
                    onPress={() => {
                      resend.mutate()
                      close()
                    }}
                  >
                    They may get it twice: send
                  </Button>
                </DialogActions>
              </div>
            )}
          </Dialog>
        </DialogTrigger>
      ) : (
        <Button needs="operate" isPending={resend.isPending} onPress={() => resend.mutate()}>
          {message.state === 'queued' ? 'Send now' : 'Send again'}
        </Button>
      )}
      {resend.error && <Failed error={resend.error} />}
    </div>
  )
}
