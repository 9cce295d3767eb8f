import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { OrgView } from '../../../../src/features/orgs/schema.ts'
import { call } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { isSlug, slugFrom } from '../../words/accounts.ts'

/** Operators only. */
export const NewOrganisation = () => (
  <DialogTrigger>
    <Button size="small">Create an organisation…</Button>
    <Dialog title="Create an organisation">{close => <Form close={close} />}</Dialog>
  </DialogTrigger>
)

function Form({ close }: { readonly close: () => void }) {
  const [name, setName] = useState('')
  const [ownSlug, setOwnSlug] = useState<string | null>(null)
  const slug = ownSlug ?? slugFrom(name)
  const navigate = useNavigate()
  const create = useSave({
    changes: [['session']],
    save: () => call<OrgView>('POST', '/orgs', { body: { name, slug } }),
    onDone: () => void navigate({ to: '/o/$org', params: { org: slug } }),
  })
  const problem = create.error ? toProblem(create.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        create.mutate(undefined)
      }}
    >
      <TextField label="Name" value={name} onChange={setName} error={problem?.of('/name')} autoFocus />
      <TextField
        label="Slug"
        isCode
        help="Part of every address."
        value={slug}
        onChange={text => setOwnSlug(text.toLowerCase())}
        error={problem?.of('/slug')}
        maxLength={63}
      />
      {problem && problem.errors.length === 0 && <Failed error={problem} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          type="submit"
          isPending={create.isPending}
          isDisabled={name.trim() === '' || !isSlug(slug)}
        >
          Create
        </Button>
      </DialogActions>
    </form>
  )
}
