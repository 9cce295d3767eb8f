import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { meQuery, ownSessionsQuery } from '../../api/accounts.ts'
import { type Session, watchedSession } from '../../api/session.ts'
import { Entry } from '../../kit/page/entry.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import { Name } from './name.tsx'
import { NewOrganisation } from './new-organisation.tsx'
import { Password } from './password.tsx'
import { Sessions } from './sessions.tsx'

/** The person who is signed in: name, password, sessions, organisations. */
export function Page() {
  const { data: session } = useQuery(watchedSession)
  const me = useQuery(meQuery)
  const sessions = useQuery(ownSessionsQuery)
  if (session === null) return <Navigate to="/sign-in" search={{ to: '/account' }} replace />
  return (
    <Entry
      title="Your account"
      sub={session?.user.email}
      isWide
      back={(session?.orgs.length ?? 0) > 0 && <Link to="/">Back</Link>}
    >
      {session && <Organisations session={session} />}
      <Loaded query={me}>
        {person => (
          <>
            <Name key={person.name} me={person} />
            <Password hasOne={person.has_password} />
          </>
        )}
      </Loaded>
      <Loaded query={sessions}>{({ items }) => <Sessions sessions={items} />}</Loaded>
    </Entry>
  )
}

const Organisations = ({ session: { orgs, user } }: { readonly session: Session }) => (
  <Card title="Organisations" actions={user.operator && <NewOrganisation />}>
    {orgs.length === 0 ? (
      <Empty title="You are in no organisation">
        {user.operator ? 'Create one.' : `Ask an admin to invite ${user.email}.`}
      </Empty>
    ) : (
      <ul className="prose">
        {orgs.map(({ slug, name, role }) => (
          <li key={slug} className="row">
            <Link to="/o/$org" params={{ org: slug }}>
              {name}
            </Link>
            <span className="meta">{ROLES_IN_WORDS[role].label}</span>
          </li>
        ))}
      </ul>
    )}
  </Card>
)
