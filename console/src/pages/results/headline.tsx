import { useState } from 'react'
import type { Results } from '../../../../src/features/results/schema.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { When } from '../../kit/show/when.tsx'
import { sentenceOfServer } from '../../words/numbers.ts'
import { headlineOf } from '../../words/results/headline.ts'
import { gateInWords } from '../../words/results/verdicts.ts'
import css from './results.module.css'
import type { Place } from './traffic/queries.ts'

interface Props {
  readonly results: Results
  readonly place: Place
}

/** The one sentence, what it rests on, and the checks. */
export function Headline({ results, place }: Props) {
  const { say, more } = headlineOf(results)
  return (
    <div className={css['headline']}>
      <p className="say">{say}</p>
      {more !== '' && <p className={css['more']}>{more}</p>}
      <Gates results={results} place={place} />
    </div>
  )
}

/** Each check as a chip that opens its finding and what to do. */
function Gates({ results, place }: Props) {
  const [opened, setOpened] = useState<string | null>(null)
  const { control, treatment, denominator, gates, matured } = results
  const smaller = control[denominator] <= treatment[denominator] ? 'control' : 'the new wordings'
  const shown = gates.find(({ name }) => name === opened)
  return (
    <>
      <div className={css['gates']}>
        {gates.map(gate => {
          const { text, tone, sign } = gateInWords(gate, { smaller, maturedShare: matured.share })
          return (
            <button
              key={gate.name}
              type="button"
              className={css['gate']}
              aria-expanded={opened === gate.name}
              onClick={() => setOpened(opened === gate.name ? null : gate.name)}
            >
              <Chip tone={tone} sign={sign}>
                {text}
              </Chip>
            </button>
          )
        })}
        <span className="meta">
          As of <When at={results.as_of} precision="second" />
        </span>
      </div>
      {shown && (
        <div className={css['finding']}>
          <p>{sentenceOfServer(shown.detail)}</p>
          {shown.fix !== null && shown.fix !== shown.detail && (
            <p className="sub">{sentenceOfServer(shown.fix)}</p>
          )}
          <LinkButton
            to="/o/$org/templates/$tpl/diagnostics"
            params={{ org: place.org, tpl: place.template }}
            size="small"
          >
            All checks
          </LinkButton>
        </div>
      )}
    </>
  )
}
