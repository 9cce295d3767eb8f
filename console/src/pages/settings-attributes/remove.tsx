import { useNavigate } from '@tanstack/react-router'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

interface Props {
  readonly org: string
  readonly name: string
}

export function Remove({ org, name }: Props) {
  const navigate = useNavigate({ from: '/o/$org/settings/attributes' })
  const remove = useSave({
    changes: [[org, 'attributes']],
    said: `The rule for ${name} is deleted.`,
    save: () => call<null>('DELETE', path`/orgs/${org}/attributes/${name}`),
    onDone: () => void navigate({ search: {} }),
  })
  return (
    <DialogTrigger>
      <Button kind="danger" needs="operate">
        Delete…
      </Button>
      <Dialog title={`Delete the rule for ${name}`} role="alertdialog">
        {close => (
          <div className="stack">
            <p>
              From the next call on, {name} is used as it is sent. Wordings that target its values may then
              fit nobody.
            </p>
            {remove.error && <Failed error={remove.error} />}
            <DialogActions>
              <Button onPress={close}>Cancel</Button>
              <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate(undefined)}>
                Delete the rule
              </Button>
            </DialogActions>
          </div>
        )}
      </Dialog>
    </DialogTrigger>
  )
}
