import { TextField } from '../kit/controls/text-field.tsx'

interface Props {
  /** Days, such as 2026-03-01. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly onChange: (period: { from?: string | undefined; to?: string | undefined }) => void
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000

/** From a day to a day, both included, in UTC. */
export const PeriodFields = ({ from, to, onChange }: Props) => (
  <>
    <TextField
      label="From"
      aside="UTC"
      type="date"
      value={from ?? ''}
      onChange={day => onChange({ from: day || undefined, to })}
    />
    <TextField
      label="To"
      aside="included"
      type="date"
      value={to ?? ''}
      onChange={day => onChange({ from, to: day || undefined })}
    />
  </>
)

/** The period as the API takes it, which excludes its end. */
export const periodQuery = (from: string | undefined, to: string | undefined) => ({
  from: from !== undefined && DAY.test(from) ? from : undefined,
  to:
    to !== undefined && DAY.test(to)
      ? new Date(Date.parse(to) + DAY_MS).toISOString().slice(0, 10)
      : undefined,
})
