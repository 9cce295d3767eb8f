import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './chip.module.css'

export type Tone = 'plain' | 'positive' | 'negative' | 'warning' | 'accent'

interface Props {
  readonly tone?: Tone
  /** A sign before the text, so that the colour does not stand alone: ✓ ▲ = ! */
  readonly sign?: string
  readonly children: ReactNode
}

/** A state in one or two words. */
export const Chip = ({ tone = 'plain', sign, children }: Props) => (
  <span className={cx(css['chip'], css[tone])}>
    {sign !== undefined && <span aria-hidden="true">{sign}</span>}
    {children}
  </span>
)

const SERIES = ['var(--c0)', 'var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)']

/** The square of a wording: its letter and colour, for life. Control is `=` and grey; from F on all are grey. */
export function Letter({ letter }: { readonly letter: string }) {
  const at = letter === '=' ? 0 : letter.charCodeAt(0) - 64
  const colour = SERIES[at] ?? SERIES[0]
  return (
    <span
      className={css['letter']}
      style={{ borderColor: colour, background: `color-mix(in srgb, ${colour} 16%, var(--card))` }}
    >
      {letter}
    </span>
  )
}
