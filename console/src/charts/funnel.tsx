import { numberInWords } from '../words/numbers.ts'
import { rateInWords } from '../words/results/metrics.ts'
import css from './charts.module.css'

export interface Rung {
  readonly name: string
  readonly count: number
  /** Of the first rung. */
  readonly share: number | null
  /** Whether anybody reported it at all. */
  readonly isReported: boolean
}

/** How far messages came. Rungs that nobody reports say so, instead of looking like zero. */
export const Funnel = ({ rungs, colour }: { readonly rungs: readonly Rung[]; readonly colour: string }) => (
  <ol className={css['funnel']}>
    {rungs.map(({ name, count, share, isReported }) => (
      <li key={name} className={css['rung']}>
        <span>{name}</span>
        <span className={css['track']} aria-hidden="true">
          {isReported && (
            <span
              className={css['fill']}
              style={{ width: `${Math.min(100, 100 * (share ?? 0))}%`, background: colour }}
            />
          )}
        </span>
        <span className="num">
          {isReported ? (
            <>
              {numberInWords(count)} <span className="meta">{rateInWords(share)}</span>
            </>
          ) : (
            <span className="meta">not reported</span>
          )}
        </span>
      </li>
    ))}
  </ol>
)
