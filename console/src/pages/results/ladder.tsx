import type { Results } from '../../../../src/features/results/schema.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { cx } from '../../kit/cx.ts'
import { Icon } from '../../kit/icon.tsx'
import { Card } from '../../kit/show/card.tsx'
import { numberInWords } from '../../words/numbers.ts'
import css from './results.module.css'
import { rungsOf } from './rungs.ts'
import type { Place } from './traffic/queries.ts'

const TIMES = (count: number): string => (count === 1 ? 'once' : `${numberInWords(count)} times`)

/** Which step between the call and the click is the first that nothing came from. */
export function Ladder({ results, place }: { readonly results: Results; readonly place: Place }) {
  const params = { org: place.org, tpl: place.template }
  return (
    <Card>
      <div className="stack">
        <ol className={css['ladder']}>
          {rungsOf(results).map(({ name, count, state, help }) => (
            <li key={name} className={css['rung']}>
              <span className={cx(css['sign'], css[state])}>
                {state !== 'waiting' && <Icon name={state === 'done' ? 'check' : 'alert'} size={14} />}
              </span>
              <div>
                <h2 className="h3">{name}</h2>
                <p className="sub">
                  {state === 'done' ? TIMES(count) : state === 'broken' ? help : 'waits for the step above'}
                </p>
              </div>
            </li>
          ))}
        </ol>
        <div className="row">
          <LinkButton kind="primary" to="/o/$org/templates/$tpl/integration" params={params}>
            Show the setting
          </LinkButton>
          <LinkButton to="/o/$org/events" params={{ org: place.org }}>
            See what arrived
          </LinkButton>
        </div>
      </div>
    </Card>
  )
}
