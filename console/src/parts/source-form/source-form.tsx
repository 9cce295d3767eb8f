import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { SourceBody, SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { usePermission } from '../../api/permission.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { useLeaveGuard } from '../use-leave-guard.ts'
import { Connection } from './connection.tsx'
import { bodyOf, type Draft, draftOf } from './draft.ts'
import css from './form.module.css'
import { Rows } from './rows.tsx'
import { Schedule } from './schedule.tsx'

interface Props {
  /** The stored source; undefined for a new one. */
  readonly source?: SourceView
  readonly onSubmit: (body: Omit<SourceBody, 'paused' | 'people'>) => Promise<unknown>
  /** Leads away without saving. */
  readonly cancel: ReactNode
}

/** The form of a source of the warehouse. */
export function SourceForm({ source, onSubmit, cancel }: Props) {
  const { org = '' } = useParams({ strict: false })
  const platforms = useQuery(platformHealthQuery(org))
  const isDisabled = !usePermission('operate')
  const [draft, setDraft] = useState<Draft>(() => draftOf(source))
  const [isDirty, setDirty] = useState(false)
  const change = (given: Partial<Draft>) => {
    setDraft(present => ({ ...present, ...given }))
    setDirty(true)
  }
  const save = useMutation({ mutationFn: () => onSubmit(bodyOf(draft)), onSuccess: () => setDirty(false) })
  useLeaveGuard(isDirty)
  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const part = { draft, change, isDisabled, problem }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Loaded query={platforms}>
      {({ items }) => (
        <form className="stack" onSubmit={submit} aria-label="Source">
          <Card title="Source">
            <TextField
              label="Name"
              value={draft.name}
              onChange={name => change({ name })}
              isDisabled={isDisabled}
              isRequired
              placeholder="redshift"
              help="parley import --source takes it too."
              error={problem?.code === 'already-exists' ? problem.message : problem?.of('/name')}
            />
          </Card>
          <Connection {...part} isNew={source === undefined} />
          <Rows {...part} platforms={items} />
          <Schedule {...part} />
          {save.error && <Failed error={save.error} />}
          <div className={css['end']}>
            {cancel}
            <Button type="submit" kind="primary" needs="operate" isPending={save.isPending}>
              {save.isPending ? 'Saving …' : 'Save'}
            </Button>
          </div>
        </form>
      )}
    </Loaded>
  )
}
