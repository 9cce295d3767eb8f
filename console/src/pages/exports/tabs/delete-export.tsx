import { useNavigate, useParams } from '@tanstack/react-router'
import { call } from '../../../api/call.ts'
import { exportKey, exportPath } from '../../../api/export-queries.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../../kit/overlays/dialog.tsx'
import { Card } from '../../../kit/show/card.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { useSave } from '../../../kit/use-save.ts'

/** Ends the export. Its files stay. */
export const DeleteExport = () => (
  <Card title="End the export">
    <div className="stack">
      <p className="sub">
        Parley exports no more, and forgets the credentials and the runs. The files stay in your bucket.
      </p>
      <div>
        <DialogTrigger>
          <Button kind="danger" size="small" needs="operate">
            End it…
          </Button>
          <Dialog title="End the daily export" role="alertdialog">
            {close => <Delete close={close} />}
          </Dialog>
        </DialogTrigger>
      </div>
    </div>
  </Card>
)

function Delete({ close }: { readonly close: () => void }) {
  const { org = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const remove = useSave({
    save: () => call<null>('DELETE', exportPath(org)),
    changes: [exportKey(org)],
    said: 'The export has ended.',
    onDone() {
      close()
      void navigate({ to: '/o/$org/exports', params: { org }, ignoreBlocker: true })
    },
  })
  return (
    <div className="stack">
      <p>
        Your analysts get no new days. If you set it up again at the same place, Parley writes every day anew.
      </p>
      {remove.error && <Failed error={remove.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate(undefined)}>
          End it
        </Button>
      </DialogActions>
    </div>
  )
}
