import { useState } from 'react'
import type { Scope } from '../../../../src/runtime/http/permission.ts'
import { call, path } from '../../api/call.ts'
import { usePermission } from '../../api/permission.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { CheckboxGroup } from '../../kit/controls/checkbox-group.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { SCOPES_IN_WORDS } from '../../words/keys.ts'
import type { NewKey } from './queries.ts'
import { ShownOnce } from './shown-once.tsx'

const SCOPES: readonly Scope[] = ['serve', 'ingest', 'manage']
const DAY_MS = 86_400_000
const PER_MINUTE_MAX = 1_000_000
const EXPIRIES = { never: 'Never', 30: 'In 30 days', 90: 'In 90 days', 365: 'In a year' } as const

interface Props {
  readonly org: string
  readonly close: () => void
}

export function Create({ org, close }: Props) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['serve'])
  const [days, setDays] = useState('never')
  const [perMinute, setPerMinute] = useState(Number.NaN)
  const isAdmin = usePermission('administer')
  const create = useSave({
    changes: [[org, 'keys']],
    save: () =>
      call<NewKey>('POST', path`/orgs/${org}/keys`, {
        body: {
          name,
          scopes,
          ...(!Number.isNaN(perMinute) && { calls_per_minute: perMinute }),
          ...(days === 'never'
            ? {}
            : { expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
        },
      }),
  })
  if (create.data) return <ShownOnce org={org} made={create.data} close={close} />
  const problem = create.error ? toProblem(create.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        create.mutate(undefined)
      }}
    >
      <TextField
        label="Name"
        help="Who uses it, such as Customer.io"
        value={name}
        onChange={setName}
        error={problem?.of('/name')}
        isRequired
        autoFocus
      />
      <CheckboxGroup
        label="What it may do"
        isVertical
        value={scopes}
        onChange={setScopes}
        error={problem?.of('/scopes')}
        options={SCOPES.filter(scope => isAdmin || scope !== 'manage').map(value => ({
          value,
          ...SCOPES_IN_WORDS[value],
        }))}
      />
      {!isAdmin && <p className="meta">Admins can create keys that manage everything.</p>}
      <Select
        label="Expires"
        value={days}
        onChange={setDays}
        options={Object.entries(EXPIRIES).map(([value, label]) => ({ value, label }))}
      />
      <NumberField
        label="Limit"
        aside="calls a minute"
        help="For each thing that it may do. More calls are answered 429. Empty: only the limits of the server and the organisation."
        value={perMinute}
        onChange={setPerMinute}
        minValue={1}
        maxValue={PER_MINUTE_MAX}
        error={problem?.of('/calls_per_minute')}
      />
      {create.error && <Failed error={create.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          type="submit"
          isPending={create.isPending}
          isDisabled={name.trim() === '' || scopes.length === 0}
        >
          Create
        </Button>
      </DialogActions>
    </form>
  )
}
