import { useState } from 'react'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { nameFault } from '../../words/named-keys.ts'

interface Props {
  readonly org: string
  readonly platform: PlatformView
  readonly field: PlatformView['settings'][number]
  /** Names in use. */
  readonly taken: readonly string[]
  readonly close: () => void
}

export function AddKey({ org, platform, field, taken, close }: Props) {
  const [given, setName] = useState('')
  const [value, setValue] = useState('')
  const [isTried, setTried] = useState(false)
  const name = given.trim()
  const fault = nameFault(name, taken)
  const emptyFault = value.trim() === '' ? 'Paste the key.' : undefined
  const setting = `${field.key}.${name}`
  const add = useSave({
    changes: [[org, 'platforms']],
    said: `The key ${name} is stored.`,
    save: () =>
      call<PlatformView>('PUT', path`/orgs/${org}/platforms/${platform.slug}`, {
        body: { settings: { [setting]: value } },
      }),
    onDone: close,
  })
  const refused = add.error ? toProblem(add.error).of(`/settings/${setting}`) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        setTried(true)
        if (fault === undefined && emptyFault === undefined) add.mutate(undefined)
      }}
    >
      <TextField
        label="Name"
        help="Of your choice, such as eu. The log shows it beside the calls of that workspace."
        value={given}
        onChange={setName}
        error={isTried ? fault : undefined}
        autoComplete="off"
        autoFocus
        isCode
      />
      <TextField
        label={field.label}
        help={field.help}
        type="password"
        autoComplete="off"
        value={value}
        onChange={setValue}
        error={(isTried ? emptyFault : undefined) ?? refused}
        isCode
      />
      {add.error && <Failed error={add.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" type="submit" isPending={add.isPending}>
          Add the key
        </Button>
      </DialogActions>
    </form>
  )
}
