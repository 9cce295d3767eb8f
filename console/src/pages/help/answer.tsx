import { Link } from '@tanstack/react-router'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import type { AnswerFacts, Finding, Question } from '../../words/answers.ts'
import css from './help.module.css'

const TONES = {
  look: { tone: 'warning', sign: '!', text: 'look here' },
  fine: { tone: 'positive', sign: '✓', text: 'fine' },
  plain: { tone: 'plain', sign: '·', text: 'note' },
} as const satisfies Readonly<Record<Finding['tone'], object>>

/** One question: what to check, and what Parley sees. */
export function Answer({ question, facts }: { readonly question: Question; readonly facts: AnswerFacts }) {
  const findings = question.look(facts)
  const place: string = `/o/${facts.org}${question.link.path}`
  return (
    <div id={question.id} className={css['answer']}>
      <Card title={question.question} actions={<Link to={place}>{question.link.text}</Link>}>
        <div className="stack">
          <ol className={css['checks']}>
            {question.checks.map(check => (
              <li key={check}>{check}</li>
            ))}
          </ol>
          {findings.length > 0 && (
            <ul className={css['findings']} aria-label="What Parley sees">
              {findings.map(({ tone, text }) => (
                <li key={text}>
                  <Chip tone={TONES[tone].tone} sign={TONES[tone].sign}>
                    {TONES[tone].text}
                  </Chip>
                  <span>{text}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Card>
    </div>
  )
}
