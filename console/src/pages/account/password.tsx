import { useState } from 'react'
import { call } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import type { Session } from '../../api/session.ts'
import { isLongEnough, PasswordField } from '../../kit/account/password-field.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

export function Password({ hasOne }: { readonly hasOne: boolean }) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useSave({
    changes: [['me']],
    said: 'Your password is changed. Your other sessions have ended.',
    save: () => call<Session>('POST', '/me/password', { body: { current, password } }),
    onDone: () => {
      setCurrent('')
      setPassword('')
    },
  })
  const problem = change.error ? toProblem(change.error) : undefined
  return (
    <Card title="Password">
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          change.mutate(undefined)
        }}
      >
        {hasOne ? (
          <PasswordField
            label="Current password"
            value={current}
            onChange={setCurrent}
            error={problem?.of('/current') && 'This is not your current password.'}
          />
        ) : (
          <p className="sub">
            You have none yet. With one you can also sign in when the identity provider is down.
          </p>
        )}
        <PasswordField
          label="New password"
          isNew
          value={password}
          onChange={setPassword}
          error={problem?.of('/password')}
        />
        {problem && problem.errors.length === 0 && <Failed error={problem} />}
        <div className="row">
          <Button
            kind="primary"
            type="submit"
            isPending={change.isPending}
            isDisabled={!isLongEnough(password) || (hasOne && current === '')}
          >
            Change password
          </Button>
        </div>
      </form>
    </Card>
  )
}
