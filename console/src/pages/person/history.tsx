import { useTemplateName } from '../../api/org-queries.ts'
import type { Wordings } from '../../api/wordings.ts'
import { cx } from '../../kit/cx.ts'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { LoadMore } from '../../kit/table/load-more.tsx'
import { outcomeInWords } from '../../words/calls.ts'
import { momentInWords } from '../../words/time.ts'
import { Details } from './details.tsx'
import type { Entry } from './entries.ts'
import css from './history.module.css'
import { entryInWords, whyInWords } from './words.ts'

interface Props {
  readonly org: string
  readonly entries: readonly Entry[]
  readonly wordings: Wordings
  readonly open: string | undefined
  readonly onOpen: (id: string | undefined) => void
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}

/** The same as the line of time, as a list with reasons. */
export function History({ org, entries, wordings, open, onOpen, hasMore, isLoading, onMore }: Props) {
  const zone = useZone()
  const nameOf = useTemplateName(org)
  return (
    <>
      <ol className={css['list']}>
        {entries.map(entry => (
          <li key={entry.id} className={cx(entry.id === open && css['open'])}>
            <button
              type="button"
              className={css['entry']}
              aria-expanded={entry.id === open}
              onClick={() => onOpen(entry.id === open ? undefined : entry.id)}
            >
              <time className={css['time']} dateTime={new Date(entry.at).toISOString()}>
                {momentInWords(new Date(entry.at).toISOString(), zone, 'minute')}
              </time>
              <span className={css['what']}>
                <Sign entry={entry} wordings={wordings} /> {entryInWords(entry, nameOf)}
              </span>
              <Result entry={entry} />
            </button>
            {entry.kind !== 'message' && whyInWords(entry) !== '' && (
              <p className={css['why']}>{whyInWords(entry)}</p>
            )}
            {entry.id === open && <Details org={org} entry={entry} onOpen={onOpen} />}
          </li>
        ))}
      </ol>
      <div className={css['foot']}>
        <LoadMore
          shown={entries.length}
          unit="messages and reports"
          hasMore={hasMore}
          isLoading={isLoading}
          onMore={onMore}
        />
      </div>
    </>
  )
}

function Sign({ entry, wordings }: { readonly entry: Entry; readonly wordings: Wordings }) {
  if (entry.kind !== 'message')
    return <span className={css[entry.kind === 'report' ? 'dot' : 'diamond']} aria-hidden="true" />
  const letter = wordings.letterOf(entry.decision.template_id, entry.decision.variant_id)
  return <Letter letter={letter ?? (entry.decision.control ? '=' : '·')} />
}

function Result({ entry }: { readonly entry: Entry }) {
  if (entry.kind !== 'message') {
    const { text, tone } = outcomeInWords(entry.event.outcome)
    return <Chip tone={tone}>{text}</Chip>
  }
  const { facts, counted } = entry.decision
  if (!counted) return <Chip>Preview</Chip>
  const done = (['opened', 'clicked', 'converted', 'unsubscribed', 'bounced', 'complained'] as const).filter(
    fact => facts[fact],
  )
  return done.length === 0 ? <Chip>No response</Chip> : <Chip tone="positive">{done.join(', ')}</Chip>
}
