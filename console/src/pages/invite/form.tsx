import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { enter, type Invitation } from '../../api/accounts.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import type { Session } from '../../api/session.ts'
import { isLongEnough, PasswordField } from '../../kit/account/password-field.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

interface Props {
  readonly token: string
  readonly invitation: Invitation
}

export function Form({ token, invitation: { org, email, account } }: Props) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const accept = useSave({
    changes: [],
    save: () =>
      call<Session>('POST', path`/invitations/${token}`, {
        body: { ...(account === 'new' && { name }), ...(account !== 'signed-in' && { password }) },
      }),
    onDone: session => {
      enter(client, session)
      void navigate({ to: '/o/$org', params: { org: org.slug } })
    },
  })
  const problem = accept.error ? toProblem(accept.error) : undefined
  const isReady = {
    new: name.trim() !== '' && isLongEnough(password),
    existing: password !== '',
    'signed-in': true,
  }[account]
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        accept.mutate(undefined)
      }}
    >
      {account === 'new' && (
        <TextField
          label="Your name"
          autoComplete="name"
          value={name}
          onChange={setName}
          error={problem?.of('/name')}
          autoFocus
        />
      )}
      {account === 'existing' && <p>You have an account for {email}. Give its password.</p>}
      {account !== 'signed-in' && (
        <PasswordField
          isNew={account === 'new'}
          value={password}
          onChange={setPassword}
          error={problem?.of('/password')}
        />
      )}
      {problem && problem.errors.length === 0 && <Failed error={problem} />}
      <Button kind="primary" type="submit" isPending={accept.isPending} isDisabled={!isReady}>
        Join {org.name}
      </Button>
    </form>
  )
}
