import { useState } from 'react'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import type { CommonSchedule } from '../../words/warehouse/schedules.ts'
import css from '../form.module.css'

const NEVER = 'never'
const OWN = 'own'

interface Props {
  readonly label: string
  readonly help: string
  /** Common ones. */
  readonly schedules: readonly CommonSchedule[]
  /** Five fields of cron; null: only when asked. */
  readonly schedule: string | null
  readonly onChange: (schedule: string | null) => void
  readonly isDisabled: boolean
  readonly error: string | undefined
}

/** A common schedule, or one in cron. */
export function Schedule({ label, help, schedules, schedule, onChange, isDisabled, error }: Props) {
  const [isOwn, setOwn] = useState(() => !schedules.some(each => each.schedule === schedule))
  const choose = (value: string) => {
    setOwn(value === OWN)
    onChange(value === OWN ? (schedule ?? '') : value === NEVER ? null : value)
  }
  return (
    <Card title="Schedule">
      <div className={css['fields']}>
        <Select
          label={label}
          options={[
            ...schedules.map(({ schedule: each, text }) => ({ value: each ?? NEVER, label: text })),
            { value: OWN, label: 'At other times' },
          ]}
          value={isOwn ? OWN : (schedule ?? NEVER)}
          onChange={choose}
          isDisabled={isDisabled}
          help={help}
          error={isOwn ? undefined : error}
        />
        {isOwn && (
          <TextField
            label="Cron, in UTC"
            value={schedule ?? ''}
            onChange={onChange}
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
