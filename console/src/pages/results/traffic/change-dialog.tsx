import { type ReactNode, useState } from 'react'
import { Button } from '../../../kit/controls/button.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { Dialog, DialogActions } from '../../../kit/overlays/dialog.tsx'
import { toast } from '../../../kit/overlays/toast.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { Consequence } from './consequence.tsx'
import { type Change, type Place, useChange, useUndo } from './queries.ts'

interface Props {
  readonly place: Place
  readonly title: string
  /** What the button does: "Ship Short". */
  readonly verb: string
  /** What was done, for the message with *Undo*. */
  readonly done: string
  /** Undefined until everything is chosen. */
  readonly change: Change | undefined
  readonly children?: ReactNode
  readonly onClose: () => void
}

/** A change of traffic: its choices, what will happen in numbers, a reason, and ten minutes to undo it. */
export function ChangeDialog({ place, title, verb, done, change, children, onClose }: Props) {
  const [note, setNote] = useState('')
  const make = useChange(place)
  const takeBack = useUndo(place)
  const confirm = () => {
    if (!change) return
    const reason = note.trim()
    make.mutate(reason === '' ? change : { ...change, body: { ...change.body, note: reason } }, {
      onSuccess() {
        toast(`${done} You can undo it for ten minutes.`, 'plain', takeBack)
        onClose()
      },
    })
  }
  return (
    <Dialog title={title} size="wide" isOpen onOpenChange={isOpen => !isOpen && onClose()}>
      {children}
      {change && <Consequence place={place} change={change} />}
      <TextField label="Reason" help="For whoever reads the history later." value={note} onChange={setNote} />
      {make.error && <Failed error={make.error} />}
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="primary"
          needs="edit"
          isDisabled={change === undefined || make.isPending}
          onPress={confirm}
        >
          {verb}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
