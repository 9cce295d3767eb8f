import { Link } from '@tanstack/react-router'
import { Chip, Letter, type Tone } from '../../kit/show/chip.tsx'
import { firstLineOf } from '../../words/copy/wording.ts'
import { percentInWords } from '../../words/numbers.ts'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

const STATUS: Readonly<Record<string, { readonly tone: Tone; readonly text: string }>> = {
  draft: { tone: 'plain', text: 'Draft' },
  approved: { tone: 'positive', text: 'Approved' },
  archived: { tone: 'plain', text: 'Archived' },
}
const REPLACED = { tone: 'plain' as const, text: 'Replaced' }
const CONTROL = { tone: 'accent' as const, text: 'Control' }

export function statusOf({ control, status, replaced_by }: Wording): {
  readonly tone: Tone
  readonly text: string
} {
  if (replaced_by !== null) return REPLACED
  return control && status === 'approved' ? CONTROL : (STATUS[status] ?? CONTROL)
}

export const trafficOf = ({ status, share, isBefore }: Wording): string =>
  status !== 'approved' || share === undefined
    ? 'not served'
    : `${percentInWords(share)} of traffic${isBefore ? ' once active' : ''}`

interface Props {
  readonly variables: readonly string[]
  readonly wordings: readonly Wording[]
  readonly selected: string | undefined
}

/** The wordings of a template: letter, status, first line, traffic. */
export const WordingList = ({ variables, wordings, selected }: Props) => (
  <nav aria-label="Wordings" className={css['list']}>
    <ul>
      {wordings.map(wording => (
        <li key={wording.id}>
          <Link
            from="/o/$org/templates/$tpl/variants"
            to="."
            search={before => ({ ...before, v: wording.id })}
            className={css['item'] ?? ''}
            activeOptions={{ includeSearch: true }}
            {...(wording.id === selected && { 'aria-current': 'true' as const })}
          >
            <span className={css['title']}>
              <Letter letter={wording.letter} />
              <strong>{wording.name}</strong>
            </span>
            <span className={css['line']}>{firstLineOf(variables, wording.vars) || 'No text yet'}</span>
            <span className={css['state']}>
              <span className="meta">{trafficOf(wording)}</span>
              <Chip tone={statusOf(wording).tone}>{statusOf(wording).text}</Chip>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)
