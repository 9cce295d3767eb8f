import type { ExportView } from '../../../../../src/features/warehouse/export/daily/schema.ts'
import type { ApiProblem } from '../../../api/problem.ts'
import { Checkbox } from '../../../kit/controls/checkbox.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { Card } from '../../../kit/show/card.tsx'
import form from '../../../parts/form.module.css'
import type { Draft } from '../draft.ts'

interface Props {
  readonly draft: Draft
  readonly change: (change: Partial<Draft>) => void
  readonly isDisabled: boolean
  readonly problem: ApiProblem | undefined
  /** What is stored. */
  readonly shown: ExportView | undefined
}

/** Which days are exported, and whether people are in them. */
export function WhatIsExported({ draft, change, isDisabled, problem, shown }: Props) {
  const { place, withPeople, firstDay } = draft
  const isElsewhere =
    shown !== undefined &&
    (withPeople !== shown.with_people ||
      place.bucket.trim() !== shown.connection.bucket ||
      place.prefix.trim() !== shown.connection.prefix ||
      place.endpoint.trim() !== (shown.connection.endpoint ?? ''))
  return (
    <Card title="What is exported">
      <div className="stack">
        <div className={form['fields']}>
          <TextField
            label="First day"
            aside="UTC"
            type="date"
            value={firstDay}
            onChange={given => change({ firstDay: given })}
            isDisabled={isDisabled}
            help="Empty: yesterday. Days whose events Parley no longer keeps are left out."
            error={problem?.of('/first_day')}
          />
        </div>
        <Checkbox
          isSelected={withPeople}
          onChange={given => change({ withPeople: given })}
          isDisabled={isDisabled}
        >
          With user ids and addresses of people. Otherwise these columns are empty.
        </Checkbox>
        {withPeople && (
          <p className="note">
            When a person is erased, Parley writes their days again without them, as long as it keeps events.
            Delete older files yourself.
          </p>
        )}
        {isElsewhere && (
          <p className="note">
            The place or the columns are others now, so Parley exports every day again. Files at the former
            place stay.
          </p>
        )}
      </div>
    </Card>
  )
}
