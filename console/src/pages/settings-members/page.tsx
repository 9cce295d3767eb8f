import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { membersQuery, ROLES, usePermission } from '../../api/permission.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog } from '../../kit/overlays/dialog.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import { Invitations } from './invitations.tsx'
import { Invite } from './invite.tsx'
import { MemberTable } from './member-table.tsx'
import css from './members.module.css'

/** Who belongs to this organisation, and what each may do. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { invite } = useSearch({ from: '/o/$org/settings/members' })
  const navigate = useNavigate({ from: '/o/$org/settings/members' })
  const members = useQuery(membersQuery(org))
  const isAdmin = usePermission('administer')
  const open = (isOpen: boolean) => void navigate({ search: isOpen ? { invite: true } : {} })
  return (
    <div className="stack">
      <PageHeader
        title="Members"
        sub="An invitation is a link that you give to the person. It is mailed too when SMTP is set up."
        api={{ path: path`/orgs/${org}/members` }}
        actions={
          <Button kind="primary" needs="administer" onPress={() => open(true)}>
            Invite somebody
          </Button>
        }
      />
      <Loaded query={members}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nobody yet">Whoever accepts an invitation stands here.</Empty>
          ) : (
            <MemberTable org={org} members={items} />
          )
        }
      </Loaded>
      {isAdmin && <Invitations org={org} />}
      <RoleTable />
      <Dialog title="Invite somebody" isOpen={invite === true} onOpenChange={open}>
        {close => <Invite org={org} close={close} />}
      </Dialog>
    </div>
  )
}

const RoleTable = () => (
  <Card title="What each role may do">
    <dl className={css['roles']}>
      {ROLES.map(role => (
        <div key={role}>
          <dt>
            <h3>{ROLES_IN_WORDS[role].label}</h3>
          </dt>
          <dd className="sub">{ROLES_IN_WORDS[role].help}</dd>
        </div>
      ))}
    </dl>
  </Card>
)
