import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import type { Key, NewKey } from './queries.ts'
import { ShownOnce } from './shown-once.tsx'

const OVERLAPS = {
  0: 'Not at all: it stops at once',
  1: '1 hour',
  24: '1 day',
  168: '7 days',
  720: '30 days',
} as const

interface Props {
  readonly org: string
  readonly of: Key
  readonly close: () => void
}

export function Rotate({ org, of, close }: Props) {
  const [hours, setHours] = useState('24')
  const rotate = useSave({
    changes: [[org, 'keys']],
    save: () =>
      call<NewKey>('POST', path`/orgs/${org}/keys/${of.id}/rotate`, {
        body: { overlap_hours: Number(hours) },
      }),
  })
  if (rotate.data) return <ShownOnce org={org} made={rotate.data} close={close} />
  return (
    <div className="stack">
      <p>
        The key gets a new secret. Name and rights stay. Both keys work for the time that you choose, so that
        you can change the programs that use it.
      </p>
      {of.previous_works_until !== null && (
        <p className="note">The key from before the last rotation still works. It stops at once now.</p>
      )}
      <Select
        label="The present key keeps working for"
        value={hours}
        onChange={setHours}
        options={Object.entries(OVERLAPS).map(([value, label]) => ({ value, label }))}
      />
      {rotate.error && <Failed error={rotate.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" isPending={rotate.isPending} onPress={() => rotate.mutate(undefined)}>
          Rotate
        </Button>
      </DialogActions>
    </div>
  )
}
