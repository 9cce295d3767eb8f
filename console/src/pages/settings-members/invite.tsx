import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { ROLES } from '../../api/permission.ts'
import { toProblem } from '../../api/problem.ts'
import type { Role } from '../../api/session.ts'
import { Button } from '../../kit/controls/button.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import { LinkOnce } from './link-once.tsx'
import type { NewInvitation } from './queries.ts'

interface Props {
  readonly org: string
  readonly close: () => void
}

export function Invite({ org, close }: Props) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role | null>(null)
  const invite = useSave({
    changes: [[org, 'invitations']],
    save: () => call<NewInvitation>('POST', path`/orgs/${org}/invitations`, { body: { email, role } }),
  })
  if (invite.data) return <LinkOnce {...invite.data} to={email} time="seven days" close={close} />
  const problem = invite.error ? toProblem(invite.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        invite.mutate(undefined)
      }}
    >
      <TextField
        label="E-mail"
        type="email"
        value={email}
        onChange={setEmail}
        error={problem?.of('/email') && 'This is not an e-mail address.'}
        autoFocus
      />
      <RadioGroup
        label="Role"
        isVertical
        look="cards"
        value={role}
        onChange={setRole}
        options={ROLES.map(value => ({ value, ...ROLES_IN_WORDS[value] }))}
      />
      {problem && problem.errors.length === 0 && <Failed error={problem} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          type="submit"
          isPending={invite.isPending}
          isDisabled={email.trim() === '' || role === null}
        >
          Make the invitation
        </Button>
      </DialogActions>
    </form>
  )
}
