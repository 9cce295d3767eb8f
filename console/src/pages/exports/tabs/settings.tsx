import { useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { ExportView } from '../../../../../src/features/warehouse/export/daily/schema.ts'
import { usePermission } from '../../../api/permission.ts'
import { ApiProblem } from '../../../api/problem.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { LinkButton } from '../../../kit/controls/link-button.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import form from '../../../parts/form.module.css'
import { Place } from '../../../parts/source-form/place.tsx'
import { S3Credentials } from '../../../parts/source-form/s3-credentials.tsx'
import type { PlaceDraft } from '../../../parts/source-form/s3-draft.ts'
import { Schedule } from '../../../parts/source-form/schedule.tsx'
import { useLeaveGuard } from '../../../parts/use-leave-guard.ts'
import { EXPORT_SCHEDULES } from '../../../words/warehouse/schedules.ts'
import { bodyOf, type Draft, draftOf } from '../draft.ts'
import { useChange } from '../use-change.ts'
import { DeleteExport } from './delete-export.tsx'
import { WhatIsExported } from './what-is-exported.tsx'

const HERE = '/o/$org/exports'

/** The settings of the export, and its end. @param props.shown undefined: it is not set up yet */
export function Settings({ shown }: { readonly shown?: ExportView }) {
  const { org = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const isDisabled = !usePermission('operate')
  const [draft, setDraft] = useState<Draft>(() => draftOf(shown))
  const [isDirty, setDirty] = useState(false)
  const save = useChange('The export is saved.')
  useLeaveGuard(isDirty)
  const change = (given: Partial<Draft>) => {
    setDraft(present => ({ ...present, ...given }))
    setDirty(true)
  }
  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const part = { draft, change, isDisabled, problem }
  const place = {
    ...{ s3: draft.place, isDisabled, problem },
    change: (given: Partial<PlaceDraft>) => change({ place: { ...draft.place, ...given } }),
  }
  async function submit(event: FormEvent) {
    event.preventDefault()
    await save.mutateAsync(bodyOf(draft)).then(
      () => {
        setDirty(false)
        // Whoever sets it up needs the policies next.
        const search = shown === undefined ? { tab: 'setup' as const } : {}
        return navigate({ to: HERE, params: { org }, search, ignoreBlocker: true })
      },
      // The form shows the failure.
      () => {},
    )
  }
  return (
    <div className="stack">
      <form className="stack" onSubmit={event => void submit(event)} aria-label="Daily export">
        <Place
          {...place}
          example="parley/acme/"
          help="It ends with a slash. Give the export a prefix of its own."
        />
        <S3Credentials {...place} verb="writes to" />
        <WhatIsExported {...part} shown={shown} />
        <Schedule
          label="Parley exports"
          help="A run writes the days that are over, and those that have changed since."
          schedules={EXPORT_SCHEDULES}
          schedule={draft.schedule}
          onChange={schedule => change({ schedule })}
          isDisabled={isDisabled}
          error={problem?.of('/schedule')}
        />
        {save.error && <Failed error={save.error} />}
        <div className={form['end']}>
          <LinkButton to={HERE} params={{ org }}>
            Cancel
          </LinkButton>
          <Button type="submit" kind="primary" needs="operate" isPending={save.isPending}>
            {save.isPending ? 'Saving …' : 'Save'}
          </Button>
        </div>
      </form>
      {shown && <DeleteExport />}
    </div>
  )
}
