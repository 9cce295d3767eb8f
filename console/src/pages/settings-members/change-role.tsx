import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { ROLES } from '../../api/permission.ts'
import { Button } from '../../kit/controls/button.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import type { Member } from './queries.ts'

interface Props {
  readonly org: string
  readonly of: Member
  readonly close: () => void
}

export function ChangeRole({ org, of, close }: Props) {
  const [role, setRole] = useState(of.role)
  const change = useSave({
    changes: [[org, 'members'], ['session']],
    said: `${of.name} is now ${ROLES_IN_WORDS[role].label.toLowerCase()}.`,
    save: () => call<Member>('PATCH', path`/orgs/${org}/members/${of.id}`, { body: { role } }),
    onDone: close,
  })
  return (
    <div className="stack">
      <RadioGroup
        label="Role"
        isVertical
        look="cards"
        value={role}
        onChange={setRole}
        options={ROLES.map(value => ({ value, ...ROLES_IN_WORDS[value] }))}
      />
      <p className="note">The person signs in again, in every browser.</p>
      {change.error && <Failed error={change.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          isPending={change.isPending}
          isDisabled={role === of.role}
          onPress={() => change.mutate(undefined)}
        >
          Change the role
        </Button>
      </DialogActions>
    </div>
  )
}
