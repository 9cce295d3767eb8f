import { type ReactNode, useEffect } from 'react'
import { cx } from '../cx.ts'
import { Logo } from '../logo.tsx'
import css from './entry.module.css'

interface Props {
  readonly title: string
  readonly sub?: ReactNode
  readonly children: ReactNode
  /** For pages with tables. */
  readonly isWide?: boolean
  /** Where one came from. */
  readonly back?: ReactNode
}

/** A page outside any organisation: one column, without the rail. */
export function Entry({ title, sub, children, isWide = false, back }: Props) {
  useEffect(() => {
    document.title = `${title} · Parley`
  }, [title])
  return (
    <main className={cx(css['entry'], isWide && css['wide'])}>
      <div className="row between">
        <span className={css['brand']}>
          <Logo /> Parley
        </span>
        {back}
      </div>
      <div>
        <h1>{title}</h1>
        {sub !== undefined && <p className="sub">{sub}</p>}
      </div>
      {children}
    </main>
  )
}
