import { useQuery } from '@tanstack/react-query'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { useSave } from '../../kit/use-save.ts'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import { type Invitation, invitationsQuery } from './queries.ts'

/** Invitations that wait for an answer. */
export function Invitations({ org }: { readonly org: string }) {
  const invitations = useQuery(invitationsQuery(org))
  return (
    <section className="stack">
      <h2>Open invitations</h2>
      <Loaded query={invitations} needs="administer">
        {({ items }) =>
          items.length === 0 ? (
            <p className="sub">None waits for an answer.</p>
          ) : (
            <Table org={org} rows={items} />
          )
        }
      </Loaded>
    </section>
  )
}

function Table({ org, rows }: { readonly org: string; readonly rows: readonly Invitation[] }) {
  const withdraw = useSave({
    changes: [[org, 'invitations']],
    said: 'The invitation is withdrawn: its link opens nothing any more.',
    save: (id: string) => call<null>('DELETE', path`/orgs/${org}/invitations/${id}`),
  })
  return (
    <>
      {withdraw.error && <Failed error={withdraw.error} />}
      <DataTable
        caption="Open invitations"
        rows={rows}
        idOf={({ id }) => id}
        columns={[
          { id: 'email', title: 'E-mail', isHeading: true, cell: ({ email }) => email },
          { id: 'role', title: 'Role', cell: ({ role }) => ROLES_IN_WORDS[role].label },
          {
            id: 'made',
            title: 'Invited',
            cell: ({ created_at, invited_by }) => (
              <>
                <Age at={created_at} />
                {invited_by !== null && <> by {invited_by}</>}
              </>
            ),
          },
          { id: 'ends', title: 'Ends', cell: ({ expires_at }) => <Age at={expires_at} /> },
          {
            id: 'actions',
            title: 'Actions',
            cell: ({ id, email }) => (
              <Button
                size="small"
                needs="administer"
                aria-label={`Withdraw the invitation of ${email}`}
                isDisabled={withdraw.isPending}
                onPress={() => withdraw.mutate(id)}
              >
                Withdraw
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
