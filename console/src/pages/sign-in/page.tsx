import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { enter, setupQuery } from '../../api/accounts.ts'
import { call } from '../../api/call.ts'
import { type Session, sessionQuery } from '../../api/session.ts'
import { OidcLink } from '../../kit/account/oidc-link.tsx'
import { PasswordField } from '../../kit/account/password-field.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Entry } from '../../kit/page/entry.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { oidcRefusal, safePath } from '../../words/accounts.ts'

/** E-mail and password, or the identity provider. */
export function Page() {
  const { to, oidc: refusal } = useSearch({ from: '/sign-in' })
  const { data: session } = useQuery(sessionQuery)
  const { data: setup } = useQuery(setupQuery)
  if (session) return <Navigate to={safePath(to)} replace />
  return (
    <Entry title="Sign in">
      {refusal !== undefined && (
        <Banner tone="warning">{oidcRefusal(refusal, setup?.oidc?.name ?? 'the identity provider')}</Banner>
      )}
      {setup?.needed && (
        <Banner tone="accent">
          Nobody has set up this server yet. Open the link that it printed when it started; a restart prints a
          new one.
        </Banner>
      )}
      {setup?.signs_in === false && (
        <Banner tone="negative">
          Nobody can sign in at {setup.public_url}: without https, others could read the session on its way.
          The operator sets PUBLIC_URL to an https address.
        </Banner>
      )}
      <Card>
        <div className="stack">
          {setup?.oidc && <OidcLink name={setup.oidc.name} to={safePath(to)} />}
          <Form to={safePath(to)} />
        </div>
      </Card>
      <p className="meta">
        Forgotten? Ask an admin for a link, or run <code>parley user reset</code> on the server.
      </p>
    </Entry>
  )
}

function Form({ to }: { readonly to: string }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const { history } = useRouter()
  const signIn = useSave({
    changes: [],
    save: () => call<Session>('POST', '/session', { body: { email, password } }),
    onDone: session => {
      enter(client, session)
      history.push(to)
    },
  })
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        signIn.mutate(undefined)
      }}
    >
      <TextField
        label="E-mail"
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        autoFocus
      />
      <PasswordField value={password} onChange={setPassword} />
      {signIn.error && <Failed error={signIn.error} />}
      <Button
        kind="primary"
        type="submit"
        isPending={signIn.isPending}
        isDisabled={email.trim() === '' || password === ''}
      >
        Sign in
      </Button>
    </form>
  )
}
