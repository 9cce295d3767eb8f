import { useQuery } from '@tanstack/react-query'
import { templateQuery } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { drawInWords } from '../../words/copy/playground.ts'
import { inOrderOf, labelOf } from '../../words/copy/wording.ts'
import { lettersOf } from '../../words/letters.ts'
import { sentenceOfServer } from '../../words/numbers.ts'
import { AttributesTable } from './attributes-table.tsx'
import css from './playground.module.css'
import type { Answered } from './queries.ts'
import type { Questioning } from './use-question.ts'

interface Props {
  readonly asking: Questioning
  readonly answered: Answered
  /** Whether the question has changed since. */
  readonly isOld: boolean
  readonly onAgain: () => void
}

/** The rendered message first, then why it is this one. */
export function AnswerView({ asking, answered: { question, answer, tookMs }, isOld, onAgain }: Props) {
  const { data: detail } = useQuery(templateQuery(asking.org, question.template_id))
  const variants = detail?.variants ?? []
  const letters = lettersOf(variants)
  const { copy, trace, decision_id: decision } = answer
  const name = variants.find(({ id }) => id === copy.id)?.name ?? 'No wording'
  const isForced = answer.reason === 'forced'
  return (
    <Card
      title={
        <span className={css['title']}>
          {copy.id !== null && <Letter letter={letters.get(copy.id) ?? '='} />}
          {name}
          {answer.control && <Chip tone="accent">Control</Chip>}
          {isForced && <Chip>Forced</Chip>}
          {decision === null ? <Chip>Not recorded</Chip> : <Chip tone="warning">Recorded</Chip>}
        </span>
      }
      actions={
        <>
          <span className="meta num">{isOld ? 'asking …' : `answered in ${Math.round(tookMs)} ms`}</span>
          <Button size="small" onPress={onAgain}>
            Ask again
          </Button>
        </>
      }
    >
      <div className="stack" aria-busy={isOld}>
        <dl className={css['message']}>
          {inOrderOf(detail?.variables ?? [], copy.vars).map(([variable, text]) => (
            <div key={variable}>
              <dt className="meta">{labelOf(variable)}</dt>
              <dd className={css['copy']}>{text === '' ? <span className="meta">Nothing</span> : text}</dd>
            </div>
          ))}
        </dl>
        {Object.keys(copy.vars).length === 0 && (
          <p>The platform shows its own text: there is no wording to give.</p>
        )}
        {trace && (
          <>
            <section>
              <h3>Why this one</h3>
              <p>{trace.why}</p>
              {!isForced && <p className="sub">{drawInWords(trace)}</p>}
              {trace.ignored.map(sentence => (
                <p key={sentence} className={css['warning']}>
                  {sentence}
                </p>
              ))}
            </section>
            <AttributesTable before={question.attrs} after={trace.attributes} />
            <Reasons title="Did not fit" items={trace.not_eligible} />
            <Reasons title="Blocked by a guardrail" items={trace.blocked} />
          </>
        )}
      </div>
    </Card>
  )
}

interface ReasonsProps {
  readonly title: string
  readonly items: readonly { readonly id: string; readonly name: string; readonly why: string }[]
}

const Reasons = ({ title, items }: ReasonsProps) =>
  items.length > 0 && (
    <section>
      <h3>{title}</h3>
      <ul>
        {items.map(({ id, name, why }) => (
          <li key={id}>
            <strong>{name}</strong>: {sentenceOfServer(why)}
          </li>
        ))}
      </ul>
    </section>
  )
