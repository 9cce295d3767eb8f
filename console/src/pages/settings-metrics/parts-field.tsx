import { NumberField } from '../../kit/controls/number-field.tsx'
import { Cards } from '../../kit/show/card.tsx'
import type { Weights } from '../../words/own-metrics.ts'
import { METRIC_NAMES, type Metric, type OwnMetric, wordsOf } from '../../words/results/metrics.ts'

interface Props {
  /** The metrics of the organisation. */
  readonly own: readonly OwnMetric[]
  readonly weights: Weights
  readonly onChange: (weights: Weights) => void
}

/** The weight of each metric in a weighted one. */
export function PartsField({ own, weights, onChange }: Props) {
  const single = own.filter(({ kind }) => kind !== 'weighted').map(({ metric }) => metric)
  const metrics: readonly Metric[] = [...METRIC_NAMES, ...single]
  return (
    <fieldset className="stack" aria-label="Weights">
      <p className="meta">
        A message gets the weight of each thing that happens to it, and the weight of each unit of a sum. What
        should be less is subtracted. Give at least two a weight.
      </p>
      <Cards min={160}>
        {metrics.map(metric => (
          <NumberField
            key={metric}
            label={wordsOf(metric, own).name}
            value={weights[metric] ?? 0}
            onChange={weight => onChange({ ...weights, [metric]: Number.isNaN(weight) ? 0 : weight })}
            minValue={0}
            maxValue={1000}
          />
        ))}
      </Cards>
    </fieldset>
  )
}
