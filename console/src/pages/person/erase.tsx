import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Erased } from '../../../../src/features/people/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { numberInWords } from '../../words/numbers.ts'

interface Props {
  readonly org: string
  /** The reference in the address. */
  readonly person: string
  /** What has to be typed: the user id or address. */
  readonly name: string
  readonly isMasked: boolean
}

/** Erases a person after the id is typed, and shows what went. */
export const Erase = ({ org, person, name, isMasked }: Props) => (
  <DialogTrigger>
    <Button kind="danger" needs="administer" isDisabled={isMasked}>
      Erase…
    </Button>
    <Dialog title="Erase this person" role="alertdialog">
      {close => <Question org={org} person={person} name={name} close={close} />}
    </Dialog>
  </DialogTrigger>
)

function Question({
  org,
  person,
  name,
  close,
}: {
  readonly org: string
  readonly person: string
  readonly name: string
  readonly close: () => void
}) {
  const [typed, setTyped] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const erase = useMutation({
    mutationFn: (insist: boolean) =>
      call<Erased>('DELETE', path`/orgs/${org}/people/${person}`, { query: insist ? { insist } : {} }),
  })
  const reachesSeveral = erase.error !== null && toProblem(erase.error).code === 'reaches-several'
  const leave = async () => {
    close()
    client.removeQueries({ queryKey: [org, 'person', person] })
    await navigate({ to: '/o/$org/people', params: { org } })
  }
  if (erase.data)
    return (
      <div className="stack">
        <p role="status">The person is erased. What lost its personal data, or was deleted:</p>
        <Counts deleted={erase.data.deleted} />
        <DialogActions>
          <Button kind="primary" onPress={() => void leave()}>
            Done
          </Button>
        </DialogActions>
      </div>
    )
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        if (typed === name) erase.mutate(reachesSeveral)
      }}
    >
      <p>
        <b>Goes:</b> all names, addresses, attributes and tracking ids of the person, their ids at the
        platforms, the raw calls that told of them, their waiting messages and profile updates.
      </p>
      <p>
        <b>Stays:</b> the figures. Messages and conversions stay counted, without a name. Reports that arrive
        later are new data.
      </p>
      <p>It cannot be undone.</p>
      <TextField
        label="Type the id to confirm"
        help={<code>{name}</code>}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
        isCode
      />
      {erase.error && <Failed error={erase.error} />}
      <DialogActions>
        <Button onPress={close}>Keep</Button>
        <Button type="submit" kind="danger" isDisabled={typed !== name} isPending={erase.isPending}>
          {reachesSeveral ? 'Erase all of it' : 'Erase for good'}
        </Button>
      </DialogActions>
    </form>
  )
}

const Counts = ({ deleted }: Erased) => (
  <ul>
    {Object.entries(deleted)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => (
        <li key={what}>
          <span className="num">{numberInWords(count)}</span> {what.replaceAll('_', ' ')}
        </li>
      ))}
  </ul>
)
