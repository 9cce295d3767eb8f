import {
  type AttributionWindow,
  SAMPLE_DAYS,
  verdictInWords,
  verdictOn,
  windowInWords,
} from '../words/window.ts'
import css from './window-picture.module.css'

const LEAST_DAYS = 21
const MARGIN = 1.25

/**
 * The attribution window along the days after a message: grey until the offset, green until the lookback. Three sample
 * conversions show what counts.
 */
export function WindowPicture({ window }: { readonly window: AttributionWindow }) {
  const { offset, lookback } = window
  const end = Math.max(LEAST_DAYS, lookback * MARGIN, offset * MARGIN)
  const at = (day: number) => `${(100 * day) / end}%`
  const isEmpty = lookback <= offset
  return (
    <figure className={css['figure']}>
      <div className={css['track']} aria-hidden="true">
        <span className={css['early']} style={{ width: at(Math.min(offset, end)) }} />
        {!isEmpty && (
          <span className={css['open']} style={{ left: at(offset), width: at(lookback - offset) }} />
        )}
        {SAMPLE_DAYS.map(day => (
          <span
            key={day}
            className={css['sample']}
            style={{ left: at(day) }}
            data-verdict={verdictOn(day, window)}
          >
            <span className={css['sign']}>{verdictOn(day, window) === 'counts' ? '✓' : '✕'}</span>
            <span className={css['label']}>day {day}</span>
          </span>
        ))}
        <span className={css['message']}>message</span>
      </div>
      <figcaption>
        <p>{windowInWords(window)}</p>
        <ul className={css['list']}>
          {SAMPLE_DAYS.map(day => (
            <li key={day}>
              Conversion on day {day}: {verdictInWords(verdictOn(day, window))}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  )
}
