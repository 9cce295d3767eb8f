import { toProblem } from '../../api/problem.ts'
import { Button } from '../controls/button.tsx'
import { Copy } from '../show/copy.tsx'
import css from './states.module.css'

interface Props {
  readonly error: unknown
  readonly onRetry?: () => void
}

/** A call failed. Says what, gives a text to copy for whoever helps, and tries again. Old numbers stay beside it. */
export function Failed({ error, onRetry }: Props) {
  const { title, message, code, status } = toProblem(error)
  const report = () => `${code} (${status}) at ${new Date().toISOString()}: ${message} ${location.pathname}`
  return (
    <div className={css['failed']} role="alert">
      <h2 className="h3">{title}</h2>
      <p>{message}</p>
      <p className="row">
        {onRetry && isWorthRetrying(status) && (
          <Button size="small" onPress={onRetry}>
            Retry
          </Button>
        )}
        <span className="meta">
          <code>{code}</code>
        </span>
        <Copy text={report} label="Copy details" />
      </p>
    </div>
  )
}

/** What is not there, or no longer, does not come by asking again. */
const isWorthRetrying = (status: number): boolean => status !== 404 && status !== 410
