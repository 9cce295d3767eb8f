import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { When } from '../../kit/show/when.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { keyInWords, limitInWords, scopesInWords } from '../../words/keys.ts'
import { Delete } from './delete.tsx'
import type { Key } from './queries.ts'
import { Rotate } from './rotate.tsx'

export const KeyTable = ({ org, keys }: { readonly org: string; readonly keys: readonly Key[] }) => (
  <DataTable
    caption="API keys"
    rows={keys}
    idOf={({ id }) => id}
    columns={[
      {
        id: 'name',
        title: 'Key',
        isHeading: true,
        cell: key => (
          <div>
            {key.name} <ExpiryChip expiresAt={key.expires_at} />
            <br />
            <code>{keyInWords(key)}</code>
          </div>
        ),
      },
      { id: 'scopes', title: 'May', cell: key => <Rights of={key} /> },
      { id: 'used', title: 'Last used', cell: key => <LastUse of={key} /> },
      {
        id: 'made',
        title: 'Made',
        cell: ({ created_at, created_by }) => (
          <div>
            <When at={created_at} precision="day" />
            {created_by !== null && <> by {created_by}</>}
          </div>
        ),
      },
      { id: 'actions', title: 'Actions', cell: key => <Actions org={org} of={key} /> },
    ]}
  />
)

const Rights = ({ of: { scopes, calls_per_minute } }: { readonly of: Key }) => (
  <div>
    {scopesInWords(scopes)}
    {calls_per_minute !== null && (
      <>
        <br />
        <span className="meta">{limitInWords(calls_per_minute, scopes)}</span>
      </>
    )}
  </div>
)

function ExpiryChip({ expiresAt }: { readonly expiresAt: string | null }) {
  if (expiresAt === null) return null
  return Date.parse(expiresAt) <= Date.now() ? (
    <Chip tone="negative" sign="!">
      expired
    </Chip>
  ) : (
    <Chip>
      expires <Age at={expiresAt} />
    </Chip>
  )
}

const LastUse = ({ of }: { readonly of: Key }) => (
  <div>
    {of.last_used_at === null ? 'never' : <Age at={of.last_used_at} />}
    {of.last_used_ip_prefix !== null && (
      <>
        <br />
        <span className="meta">from {of.last_used_ip_prefix}</span>
      </>
    )}
    {of.previous_works_until !== null && (
      <>
        <br />
        <span className="meta">
          the key before works until <When at={of.previous_works_until} />
        </span>
      </>
    )}
  </div>
)

function Actions({ org, of }: { readonly org: string; readonly of: Key }) {
  const needs = of.scopes.includes('manage') ? 'administer' : 'operate'
  const [open, setOpen] = useState<'rotate' | 'delete' | null>(null)
  return (
    <span className="row">
      <DialogTrigger isOpen={open === 'rotate'} onOpenChange={isOpen => setOpen(isOpen ? 'rotate' : null)}>
        <Button size="small" needs={needs} aria-label={`Rotate ${of.name}`}>
          Rotate…
        </Button>
        <Dialog title={`Rotate ${of.name}`} size="wide">
          {close => <Rotate org={org} of={of} close={close} />}
        </Dialog>
      </DialogTrigger>
      <DialogTrigger isOpen={open === 'delete'} onOpenChange={isOpen => setOpen(isOpen ? 'delete' : null)}>
        <Button size="small" kind="danger" needs={needs} aria-label={`Delete ${of.name}`}>
          Delete…
        </Button>
        <Dialog title={`Delete ${of.name}`} role="alertdialog">
          {close => <Delete org={org} of={of} close={close} />}
        </Dialog>
      </DialogTrigger>
    </span>
  )
}
