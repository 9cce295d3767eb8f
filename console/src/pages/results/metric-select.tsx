import { Select } from '../../kit/controls/select.tsx'
import type { Metric } from '../../words/results/metrics.ts'

interface Props {
  readonly options: readonly { readonly value: Metric; readonly label: string }[]
  readonly value: Metric
  readonly onChange: (metric: Metric) => void
}

/** For organisations with many metrics; a file of its own, because the others need no list to choose from. */
export const MetricSelect = (props: Props) => <Select label="Metric" {...props} />
