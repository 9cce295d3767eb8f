import { Segmented } from './segmented.tsx'

export const RANGES = ['7d', '30d', '90d', 'all'] as const
export type Range = (typeof RANGES)[number]

const LABELS: Readonly<Record<Range, string>> = { '7d': '7 d', '30d': '30 d', '90d': '90 d', all: 'All' }
const DAYS: Readonly<Record<Range, number | undefined>> = { '7d': 7, '30d': 30, '90d': 90, all: undefined }
const DAY_MS = 86_400_000

interface Props {
  readonly value: Range
  readonly onChange: (range: Range) => void
}

/** The range of time of a page. Keep it in the address: `?range=30d`. */
export const DateRange = ({ value, onChange }: Props) => (
  <Segmented
    label="Range of time"
    value={value}
    onChange={onChange}
    options={RANGES.map(range => ({ value: range, label: LABELS[range] }))}
  />
)

/** The start of a range, in whole hours, as the API takes it; undefined for all time. */
export function startOf(range: Range, now: Date): string | undefined {
  const days = DAYS[range]
  if (days === undefined) return undefined
  const start = new Date(now.getTime() - days * DAY_MS)
  start.setUTCMinutes(0, 0, 0)
  return start.toISOString()
}
