import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sessionQuery } from '../../api/session.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { When } from '../../kit/show/when.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { ROLES_IN_WORDS } from '../../words/accounts.ts'
import { ChangeRole } from './change-role.tsx'
import type { Member } from './queries.ts'
import { Remove } from './remove.tsx'
import { Reset } from './reset.tsx'

export function MemberTable({ org, members }: { readonly org: string; readonly members: readonly Member[] }) {
  const { data: session } = useQuery(sessionQuery)
  return (
    <DataTable
      caption="Members"
      rows={members}
      idOf={({ id }) => id}
      columns={[
        {
          id: 'name',
          title: 'Person',
          isHeading: true,
          cell: member => (
            <>
              {member.name} {member.id === session?.user.id && <Chip>you</Chip>}{' '}
              {member.operator && <Chip tone="accent">operator</Chip>}
              <br />
              <span className="meta">{member.email}</span>
            </>
          ),
        },
        { id: 'role', title: 'Role', cell: ({ role }) => ROLES_IN_WORDS[role].label },
        {
          id: 'seen',
          title: 'Last seen',
          cell: ({ seen_at }) => (seen_at === null ? 'not signed in' : <Age at={seen_at} />),
        },
        { id: 'joined', title: 'Joined', cell: ({ joined_at }) => <When at={joined_at} precision="day" /> },
        { id: 'actions', title: 'Actions', cell: member => <Actions org={org} of={member} /> },
      ]}
    />
  )
}

const DIALOGS = {
  role: { button: 'Change role…', said: 'Change the role of', Body: ChangeRole },
  reset: { button: 'Reset password…', said: 'Reset the password of', Body: Reset },
  remove: { button: 'Remove…', said: 'Remove', Body: Remove },
} as const
type Name = keyof typeof DIALOGS
const NAMES: readonly Name[] = ['role', 'reset', 'remove']

function Actions({ org, of }: { readonly org: string; readonly of: Member }) {
  const [open, setOpen] = useState<Name | null>(null)
  return (
    <span className="row">
      {NAMES.map(name => {
        const { button, said, Body } = DIALOGS[name]
        return (
          <DialogTrigger
            key={name}
            isOpen={open === name}
            onOpenChange={isOpen => setOpen(isOpen ? name : null)}
          >
            <Button size="small" kind={name === 'remove' ? 'danger' : 'plain'} needs="administer">
              {button} <span className="visually-hidden">{of.name}</span>
            </Button>
            <Dialog title={`${said} ${of.name}`} role={name === 'remove' ? 'alertdialog' : 'dialog'}>
              {close => <Body org={org} of={of} close={close} />}
            </Dialog>
          </DialogTrigger>
        )
      })}
    </span>
  )
}
