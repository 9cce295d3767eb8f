import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { enter, resetQuery } from '../../api/accounts.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import type { Session } from '../../api/session.ts'
import { isLongEnough, PasswordField } from '../../kit/account/password-field.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { Entry } from '../../kit/page/entry.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { useSave } from '../../kit/use-save.ts'

/** A new password, with the link of an admin or of the command line. */
export function Page() {
  const { token } = useParams({ from: '/reset/$token' })
  const reset = useQuery(resetQuery(token))
  return (
    <Entry title="Choose a new password">
      <Loaded query={reset}>
        {({ email }) => (
          <>
            <p className="sub">For {email}. Your sessions in other browsers end.</p>
            <Card>
              <Form token={token} />
            </Card>
          </>
        )}
      </Loaded>
    </Entry>
  )
}

function Form({ token }: { readonly token: string }) {
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const change = useSave({
    changes: [],
    save: () => call<Session>('POST', path`/password-resets/${token}`, { body: { password } }),
    onDone: session => {
      enter(client, session)
      void navigate({ to: '/' })
    },
  })
  const problem = change.error ? toProblem(change.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        change.mutate(undefined)
      }}
    >
      <PasswordField
        label="New password"
        isNew
        value={password}
        onChange={setPassword}
        error={problem?.of('/password')}
      />
      {problem && problem.errors.length === 0 && <Failed error={problem} />}
      <Button kind="primary" type="submit" isPending={change.isPending} isDisabled={!isLongEnough(password)}>
        Save and sign in
      </Button>
    </form>
  )
}
