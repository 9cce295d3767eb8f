import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './banner.module.css'

interface Props {
  readonly tone: 'warning' | 'negative' | 'accent'
  readonly children: ReactNode
  /** What to do about it. */
  readonly actions?: ReactNode
}

/** Above a page: a state that concerns all of it. */
export const Banner = ({ tone, children, actions }: Props) => (
  <div className={cx(css['banner'], css[tone])} role="status">
    <div>{children}</div>
    {actions !== undefined && <div className="row">{actions}</div>}
  </div>
)
