import type { ReactNode } from 'react'
import css from './states.module.css'

interface Props {
  readonly title: string
  /** What belongs here. */
  readonly children?: ReactNode
  /** The one next action. */
  readonly action?: ReactNode
}

/** There is no data: none ever came, or filters hide all. Never shown while data loads. */
export const Empty = ({ title, children, action }: Props) => (
  <div className={css['empty']} data-state="empty">
    <h2>{title}</h2>
    {children !== undefined && <div className="sub">{children}</div>}
    {action}
  </div>
)
