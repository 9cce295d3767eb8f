import { queryOptions, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { SignInState } from '../../../../src/features/accounts/schema.ts'
import { addressOf, call, path } from '../../api/call.ts'
import { buttonClass } from '../../kit/controls/button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { numberInWords } from '../../words/numbers.ts'

type State = Static<typeof SignInState>

const stateQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'sign-in'],
    queryFn: ({ signal }) => call<State>('GET', path`/orgs/${org}/sign-in`, { signal }),
  })

/** How members sign in, and how they get in when that fails. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const state = useQuery(stateQuery(org))
  return (
    <div className="stack">
      <PageHeader
        title="Sign-in"
        sub="Members sign in with a password, and with an identity provider if the operator has set one up."
        api={{ path: path`/orgs/${org}/sign-in` }}
      />
      <Loaded query={state}>
        {({ oidc, password_admins }) => (
          <>
            {oidc ? <Provider org={org} oidc={oidc} /> : <NoProvider />}
            <BreakGlass admins={password_admins} hasProvider={oidc !== null} />
          </>
        )}
      </Loaded>
    </div>
  )
}

const Provider = ({ org, oidc }: { readonly org: string; readonly oidc: NonNullable<State['oidc']> }) => (
  <Card
    title={`OpenID Connect with ${oidc.name}`}
    actions={
      <a className={buttonClass({})} href={addressOf('/oidc/start', { to: `/o/${org}/settings/sign-in` })}>
        Test it: sign in with it now
      </a>
    }
  >
    <div className="stack">
      <p>
        {oidc.domains.length === 0
          ? 'Verified addresses of every domain may sign in'
          : `Verified addresses of ${oidc.domains.join(', ')} may sign in`}
        , if they are invited
        {oidc.role_claim === null
          ? '. Roles are given here, under Members.'
          : `, or if the claim ${oidc.role_claim} gives them a role, such as ${org}:editor.`}
      </p>
      <Snippet label="Issuer" text={oidc.issuer} />
      <Snippet label="Redirect URI, to be registered at the provider" text={oidc.callback_url} />
    </div>
  </Card>
)

const NoProvider = () => (
  <Card title="No identity provider">
    <div className="stack">
      <p className="sub">
        Everybody signs in with e-mail and password. The operator sets up OpenID Connect with these settings,
        and restarts the server.
      </p>
      <Snippet
        label="Settings of the server"
        text={[
          'PARLEY_OIDC_ISSUER=https://login.example.com',
          'PARLEY_OIDC_CLIENT_ID=…',
          'PARLEY_OIDC_CLIENT_SECRET=…',
          'PARLEY_OIDC_DOMAINS=example.com',
        ].join('\n')}
      />
    </div>
  </Card>
)

const BreakGlass = ({ admins, hasProvider }: { readonly admins: number; readonly hasProvider: boolean }) => (
  <>
    {admins === 0 && (
      <Banner tone="warning">
        No admin of this organisation has a password. When {hasProvider ? 'the provider' : 'everything else'}{' '}
        is down, only the command line leads back in. Set one under Your account.
      </Banner>
    )}
    <Card title="When nothing else works">
      <div className="stack">
        <p>
          {numberInWords(admins)} {admins === 1 ? 'admin has' : 'admins have'} a password, and can sign in
          when an identity provider is down. Whoever has the server itself makes a link for any person:
        </p>
        <Snippet label="On the server" text="parley user reset EMAIL" />
      </div>
    </Card>
  </>
)
