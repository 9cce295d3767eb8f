import { cx } from '../kit/cx.ts'
import { numberInWords } from '../words/numbers.ts'
import css from './state-filter.module.css'

interface Props<State extends string> {
  readonly label: string
  readonly states: readonly { readonly state: State; readonly title: string; readonly isBad?: boolean }[]
  /** Absent while it loads. */
  readonly counts: Readonly<Record<State, { readonly count: number; readonly complete: boolean }>> | undefined
  readonly value: State | undefined
  readonly onChange: (state: State | undefined) => void
}

/** Counts by state which are filters: pressed again, the filter is gone. */
export const StateFilter = <State extends string>({
  label,
  states,
  counts,
  value,
  onChange,
}: Props<State>) => (
  <fieldset className={css['states']} aria-label={label}>
    {states.map(({ state, title, isBad = false }) => {
      const tally = counts?.[state]
      return (
        <button
          key={state}
          type="button"
          className={cx(css['state'], isBad && (tally?.count ?? 0) > 0 && css['bad'])}
          aria-pressed={value === state}
          onClick={() => onChange(value === state ? undefined : state)}
        >
          <span className={css['title']}>{title}</span>
          <span className={css['count']}>
            {tally === undefined
              ? '…'
              : `${tally.complete ? '' : 'over '}${numberInWords(tally.complete ? tally.count : Math.min(tally.count, 10_000))}`}
          </span>
        </button>
      )
    })}
  </fieldset>
)
