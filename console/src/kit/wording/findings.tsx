import type { Finding } from '../../../../src/features/templates/preview/preview-schema.ts'
import { corrected } from '../../words/copy/liquid.ts'
import { announce } from '../announce.ts'
import { Button } from '../controls/button.tsx'
import { cx } from '../cx.ts'
import css from './findings.module.css'

interface Props {
  readonly id: string
  /** The field that they are about. */
  readonly of: string
  readonly findings: readonly Finding[]
  readonly copy: string
  readonly onCorrect: (copy: string) => void
  readonly isReadOnly: boolean
}

/** What is wrong with a text, as sentences, with a correction by one click where there is one. */
export const Findings = ({ id, of, findings, copy, onCorrect, isReadOnly }: Props) =>
  findings.length > 0 && (
    <ul id={id} className={css['findings']} aria-label={`About ${of}`}>
      {findings.map(finding => {
        const { code, severity, message, word, suggestion, line, column } = finding
        const better = isReadOnly ? undefined : corrected(copy, finding)
        const correct = () => {
          if (better === undefined) return
          onCorrect(better)
          announce(`${word} is now ${suggestion}.`)
        }
        return (
          <li key={`${code} ${line}:${column} ${word}`} className={cx(css['finding'], css[severity])}>
            <span aria-hidden="true">{severity === 'error' ? '✕' : '!'}</span>
            <span>
              <span className="visually-hidden">{severity === 'error' ? 'Problem: ' : 'Hint: '}</span>
              {message}{' '}
              {better !== undefined && (
                <Button kind="quiet" size="small" onPress={correct}>
                  Write {suggestion}
                </Button>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
