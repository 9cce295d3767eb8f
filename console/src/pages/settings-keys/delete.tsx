import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { isInUse } from '../../words/keys.ts'
import type { Key } from './queries.ts'

interface Props {
  readonly org: string
  readonly of: Key
  readonly close: () => void
}

export function Delete({ org, of, close }: Props) {
  const [typed, setTyped] = useState('')
  const isUsed = isInUse(of.last_used_at, Date.now())
  const remove = useSave({
    changes: [[org, 'keys']],
    said: `The key ${of.name} is deleted.`,
    save: () => call<null>('DELETE', path`/orgs/${org}/keys/${of.id}`),
    onDone: close,
  })
  return (
    <div className="stack">
      {of.last_used_at === null ? (
        <p>Nobody has used this key. What shows it from now on is refused.</p>
      ) : (
        <p>
          It was last used <Age at={of.last_used_at} />
          {of.last_used_ip_prefix !== null && <> from {of.last_used_ip_prefix}</>}. Calls with it are refused
          at once. This cannot be undone.
        </p>
      )}
      {isUsed && (
        <TextField label={`Type the name to confirm: ${of.name}`} value={typed} onChange={setTyped} />
      )}
      {remove.error && <Failed error={remove.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="danger"
          isPending={remove.isPending}
          isDisabled={isUsed && typed !== of.name}
          onPress={() => remove.mutate(undefined)}
        >
          Delete the key
        </Button>
      </DialogActions>
    </div>
  )
}
