import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './figure.module.css'

/** Figures beside each other: as many as fit. `min` is the least width of one, in pixels. */
export const Figures = ({ min = 152, children }: { readonly min?: number; readonly children: ReactNode }) => (
  <dl
    className={css['figures']}
    style={{ gridTemplateColumns: `repeat(auto-fit, minmax(min(${min}px, 100%), 1fr))` }}
  >
    {children}
  </dl>
)

interface Props {
  readonly title: string
  readonly note?: string
  readonly tone?: 'plain' | 'warning' | 'negative'
  readonly children: ReactNode
}

/** A figure under its title. */
export const Figure = ({ title, note, tone = 'plain', children }: Props) => (
  <div>
    <dt className="meta">{title}</dt>
    <dd className={cx(css['value'], css[tone])}>{children}</dd>
    {note !== undefined && <dd className="meta">{note}</dd>}
  </div>
)
