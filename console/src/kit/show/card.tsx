import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './card.module.css'

interface Props {
  readonly title?: ReactNode
  /** At the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Off for a table or list, which brings its own padding. */
  readonly isPadded?: boolean
  readonly tone?: 'plain' | 'warning' | 'negative'
}

/** A frame around what belongs together. */
export const Card = ({ title, actions, children, isPadded = true, tone = 'plain' }: Props) => (
  <section className={cx(css['card'], css[tone])}>
    {(title !== undefined || actions !== undefined) && (
      <div className={css['head']}>
        {title !== undefined && <h2>{title}</h2>}
        {actions !== undefined && <div className="row">{actions}</div>}
      </div>
    )}
    <div className={cx(isPadded && css['padded'])}>{children}</div>
  </section>
)

/** Cards beside each other: as many as fit. `min` is the least width of one, in pixels. */
export const Cards = ({ min = 260, children }: { readonly min?: number; readonly children: ReactNode }) => (
  <div
    className={css['cards']}
    style={{ gridTemplateColumns: `repeat(auto-fit, minmax(min(${min}px, 100%), 1fr))` }}
  >
    {children}
  </div>
)

/** A wide part and a narrow part beside it, under each other on narrow screens. */
export const Columns = ({ side, children }: { readonly side: ReactNode; readonly children: ReactNode }) => (
  <div className={css['columns']}>
    <div className="stack">{children}</div>
    <div className={cx('stack', css['side'])}>{side}</div>
  </div>
)
