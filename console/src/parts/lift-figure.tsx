import type { Results } from '../../../src/features/results/schema.ts'
import { IntervalRow } from '../charts/interval-row.tsx'
import { intervalInWords, liftInWords } from '../words/results/lift.ts'
import css from './lift-figure.module.css'

interface Props {
  readonly relative: number
  readonly interval: readonly [number, number]
  readonly verdict: Results['verdict']
  /** The ends of the axis that all rows share. */
  readonly axis: readonly [number, number]
}

/** A lift and its interval, drawn and in words; pale while the interval decides nothing. */
export const LiftFigure = ({ relative, interval, verdict, axis }: Props) => (
  <span className={css['lift']}>
    <IntervalRow
      {...{ interval, axis, point: relative }}
      colour={verdict === 'no-clear-difference' ? 'var(--c0)' : 'var(--c1)'}
      tooWide="off this axis"
    />
    <span className="num">
      <strong>{liftInWords(relative)}</strong>
      <span className={css['ends']}>{intervalInWords(interval)}</span>
    </span>
  </span>
)
