import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { invitationQuery } from '../../api/accounts.ts'
import { OidcLink } from '../../kit/account/oidc-link.tsx'
import { Entry } from '../../kit/page/entry.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import { Form } from './form.tsx'

/** Accepting an invitation: with a new account, with the one that exists, or with the open session. */
export function Page() {
  const { token } = useParams({ from: '/invite/$token' })
  const invitation = useQuery(invitationQuery(token))
  return (
    <Entry title="Accept the invitation">
      <Loaded query={invitation}>
        {given => (
          <>
            <p className="sub">
              {given.invited_by === null ? 'You are invited' : `${given.invited_by} invites you`} to{' '}
              <b>{given.org.name}</b> as {ROLES_IN_WORDS[given.role].label.toLowerCase()}, with the address{' '}
              {given.email}. {ROLES_IN_WORDS[given.role].help}
            </p>
            <Card>
              <div className="stack">
                {given.oidc && given.account !== 'signed-in' && (
                  <OidcLink name={given.oidc.name} to={`/o/${given.org.slug}`} />
                )}
                <Form token={token} invitation={given} />
              </div>
            </Card>
          </>
        )}
      </Loaded>
    </Entry>
  )
}
