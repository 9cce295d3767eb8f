import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

interface Props {
  readonly org: string
  readonly name: string
  readonly close: () => void
}

/** The server refuses while something belongs to the sandbox, and says what. */
export function Delete({ org, name, close }: Props) {
  const remove = useSave({
    changes: [[org, 'sandboxes']],
    said: `The sandbox ${name} is deleted.`,
    save: () => call<null>('DELETE', path`/orgs/${org}/sandboxes/${name}`),
    onDone: close,
  })
  return (
    <div className="stack">
      <p>Only an empty sandbox can be deleted: one without templates and feedback webhooks.</p>
      {remove.error && <Failed error={remove.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate(undefined)}>
          Delete the sandbox
        </Button>
      </DialogActions>
    </div>
  )
}
