import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import type { Member } from './queries.ts'

interface Props {
  readonly org: string
  readonly of: Member
  readonly close: () => void
}

export function Remove({ org, of, close }: Props) {
  const remove = useSave({
    changes: [[org, 'members'], ['session']],
    said: `${of.name} is no longer a member.`,
    save: () => call<null>('DELETE', path`/orgs/${org}/members/${of.id}`),
    onDone: close,
  })
  return (
    <div className="stack">
      <p>
        {of.name} sees nothing of this organisation any more, within five seconds. What they changed stays,
        with their name. API keys that they made stay too: look at Settings, API Keys. An invitation brings
        them back.
      </p>
      {remove.error && <Failed error={remove.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate(undefined)}>
          Remove {of.name}
        </Button>
      </DialogActions>
    </div>
  )
}
