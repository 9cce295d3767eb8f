import type { ReactNode } from 'react'
import { PageHeader } from '../kit/page/page-header.tsx'
import css from './bare-frame.module.css'
import { Brand } from './rail.tsx'

interface Props {
  readonly title: string
  readonly sub?: ReactNode
  readonly children?: ReactNode
  /** `wide` for more than a form. */
  readonly size?: 'form' | 'wide'
}

/** A page without an organisation around it: one column under the name of the product. */
export const BareFrame = ({ title, sub, children, size = 'form' }: Props) => (
  <main className={css[size]}>
    <Brand />
    <PageHeader title={title} sub={sub} copyLink={false} />
    <div className="stack">{children}</div>
  </main>
)
