import { type ReactNode, useEffect, useState } from 'react'
import { cx } from '../cx.ts'
import css from './states.module.css'

const QUIET_MS = 200
const WIDTHS = ['40%', '100%', '92%', '96%', '88%', '94%', '90%', '98%']

/** Shows its children after 200 ms: what is faster than that must not flicker. */
export function Delayed({ children }: { readonly children: ReactNode }) {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  return isLate ? children : null
}

/** A grey bar where a text will be. `width` and `height` as in CSS. */
export const Bone = ({
  width = '100%',
  height = '16px',
}: {
  readonly width?: string
  readonly height?: string
}) => <span className={css['bone']} style={{ width, height }} />

/** Stands for a list or a card while it loads, with at most 8 lines. */
export const Skeleton = ({ lines = 4 }: { readonly lines?: number }) => (
  <Delayed>
    <div className={css['skeleton']} role="status" aria-label="Loading">
      {WIDTHS.slice(0, lines).map(width => (
        <Bone key={width} width={width} />
      ))}
    </div>
  </Delayed>
)

export const PageSkeleton = () => (
  <div className={cx('stack', css['page'])} role="status" aria-label="Loading">
    <Bone width="240px" height="28px" />
    <Bone height="120px" />
    <Bone height="240px" />
  </div>
)
