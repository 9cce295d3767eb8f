import type { ReactNode } from 'react'
import { Copy } from './copy.tsx'
import css from './snippet.module.css'

interface Props {
  readonly label: string
  readonly text: string
  /** What is copied, when it is not what is shown: a masked key. */
  readonly copied?: string
  /** The text with its highlights. It reads like the text. */
  readonly children?: ReactNode
  /** Beside Copy, such as Run it here. */
  readonly actions?: ReactNode
}

/** Text to paste elsewhere, with its Copy button. Long lines scroll. */
export const Snippet = ({ label, text, copied = text, children = text, actions }: Props) => (
  <div className={css['snippet']}>
    <div className={css['head']}>
      <span className="meta">{label}</span>
      <span className={css['actions']}>
        {actions}
        <Copy text={copied} of={label} />
      </span>
    </div>
    {/* What scrolls must be reachable with the keyboard. */}
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus */}
    <section className={css['code']} tabIndex={0} aria-label={label}>
      <pre>{children}</pre>
    </section>
  </div>
)
