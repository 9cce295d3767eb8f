import type { ApiProblem } from '../api/problem.ts'
import { NumberField } from '../kit/controls/number-field.tsx'
import { Cards } from '../kit/show/card.tsx'
import type { AttributionWindow } from '../words/window.ts'

interface Props {
  readonly window: AttributionWindow
  readonly onChange: (window: AttributionWindow) => void
  readonly problem: ApiProblem | undefined
}

/** The first and the last day after a message on which a conversion counts. A day that is not written is NaN. */
export const WindowFields = ({ window, onChange, problem }: Props) => (
  <Cards min={220}>
    <NumberField
      label="Counts from"
      aside="days after a message"
      help="0: at once. Use more when people buy without the message."
      value={window.offset}
      onChange={offset => onChange({ ...window, offset })}
      minValue={0}
      maxValue={365}
      error={problem?.of('/attribution/offset_days')}
    />
    <NumberField
      label="Counts until"
      aside="days after a message"
      value={window.lookback}
      onChange={lookback => onChange({ ...window, lookback })}
      minValue={0}
      maxValue={365}
      error={problem?.of('/attribution/lookback_days')}
    />
  </Cards>
)

export const isWritten = ({ offset, lookback }: AttributionWindow): boolean =>
  !Number.isNaN(offset) && !Number.isNaN(lookback)
