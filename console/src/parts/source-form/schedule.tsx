import { useState } from 'react'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { SCHEDULES } from '../../words/warehouse.ts'
import type { PartProps } from './draft.ts'
import css from './form.module.css'

const NEVER = 'never'
const OWN = 'own'

/** When Parley looks: a common schedule, or one in cron. */
export function Schedule({ draft, change, isDisabled, problem }: PartProps) {
  const { schedule } = draft
  const [isOwn, setOwn] = useState(() => !SCHEDULES.some(each => each.schedule === schedule))
  const choose = (value: string) => {
    setOwn(value === OWN)
    if (value !== OWN) change({ schedule: value === NEVER ? null : value })
    else change({ schedule: schedule ?? '' })
  }
  const error = problem?.of('/schedule')
  return (
    <Card title="Schedule">
      <div className={css['fields']}>
        <Select
          label="Parley looks"
          options={[
            ...SCHEDULES.map(({ schedule: each, text }) => ({ value: each ?? NEVER, label: text })),
            { value: OWN, label: 'At other times' },
          ]}
          value={isOwn ? OWN : (schedule ?? NEVER)}
          onChange={choose}
          isDisabled={isDisabled}
          help="Days that have not changed cost a listing and nothing else."
          error={isOwn ? undefined : error}
        />
        {isOwn && (
          <TextField
            label="Cron, in UTC"
            value={schedule ?? ''}
            onChange={given => change({ schedule: given })}
            isDisabled={isDisabled}
            isCode
            placeholder="30 4 * * 1-5"
            help="Minute, hour, day of the month, month, day of the week."
            error={error}
          />
        )}
      </div>
    </Card>
  )
}
