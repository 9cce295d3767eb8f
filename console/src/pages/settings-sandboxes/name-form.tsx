import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

interface Props {
  readonly org: string
  /** The sandbox to rename. Absent: a new one. */
  readonly from?: string
  readonly close: () => void
}

export function NameForm({ org, from, close }: Props) {
  const [name, setName] = useState(from ?? '')
  const save = useSave({
    changes: [
      [org, 'sandboxes'],
      [org, 'templates'],
    ],
    said: from === undefined ? `The sandbox ${name} is there.` : `${from} is now ${name}.`,
    save: () =>
      from === undefined
        ? call('POST', path`/orgs/${org}/sandboxes`, { body: { name } })
        : call('PATCH', path`/orgs/${org}/sandboxes/${from}`, { body: { name } }),
    onDone: close,
  })
  const problem = save.error ? toProblem(save.error) : undefined
  const wrong = problem?.of('/name')
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <TextField
        label="Name"
        help="Small letters, digits, - and _"
        value={name}
        onChange={setName}
        error={wrong === undefined ? undefined : `This name ${wrong}.`}
        isCode
        autoFocus
      />
      {from !== undefined && (
        <p className="meta">
          Templates and feedback webhooks of {from} move with it. Programs that name the sandbox must use the
          new name.
        </p>
      )}
      {problem && wrong === undefined && <Failed error={problem} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          type="submit"
          isPending={save.isPending}
          isDisabled={name === '' || name === from}
        >
          {from === undefined ? 'Create' : 'Rename'}
        </Button>
      </DialogActions>
    </form>
  )
}
