import { type ReactNode, useEffect } from 'react'
import { cx } from '../cx.ts'
import { LinkCopy } from '../show/copy.tsx'
import { ApiCall, type ShownCall } from './api-call.tsx'
import { Export, type ExportFile } from './export.tsx'
import css from './page-header.module.css'

interface Props {
  readonly title: string
  /** Instead of the name, which stays in the browser's tab: what the page says, in one sentence. */
  readonly say?: string | undefined
  /** One sentence under the title. */
  readonly sub?: ReactNode
  /** Beside the title: chips, and what the thing is. */
  readonly meta?: ReactNode
  /** The page's own buttons, the primary one last. */
  readonly actions?: ReactNode
  readonly exports?: readonly ExportFile[]
  /** The call whose answer the page shows. */
  readonly api?: ShownCall
  /** Off where the address is no place to send others to, such as the sign-in. */
  readonly copyLink?: boolean
}

/** The head of every page: what it is, and Copy link · Export · Show API call. It names the browser's tab too. */
export function PageHeader({ title, say, sub, meta, actions, exports = [], api, copyLink = true }: Props) {
  useEffect(() => {
    document.title = `${title} · Parley`
  }, [title])
  return (
    <div className={css['header']}>
      <div className={css['words']}>
        <div className="row">
          <h1 className={cx(say !== undefined && 'say')}>{say ?? title}</h1>
          {meta}
        </div>
        {sub !== undefined && <p className="sub">{sub}</p>}
      </div>
      <div className={css['actions']}>
        <div className={css['tools']}>
          {copyLink && <LinkCopy />}
          {exports.length > 0 && <Export files={exports} />}
          {api && <ApiCall call={api} />}
        </div>
        {actions}
      </div>
    </div>
  )
}
