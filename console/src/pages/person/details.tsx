import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { TemplateName } from '../../kit/show/template-name.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { chanceInWords } from '../../words/numbers.ts'
import { momentInWords } from '../../words/time.ts'
import { type Entry, windowOf } from './entries.ts'
import css from './history.module.css'
import { explainedQuery } from './queries.ts'
import { askedAgainInWords } from './words.ts'

interface Props {
  readonly org: string
  readonly entry: Entry
  readonly onOpen: (id: string) => void
}

/** More about one entry of the history. */
export const Details = ({ org, entry, onOpen }: Props) => (
  <div className={css['details']}>
    {entry.kind === 'message' ? (
      <Message org={org} entry={entry} />
    ) : (
      <Event org={org} entry={entry} onOpen={onOpen} />
    )}
  </div>
)

function Message({
  org,
  entry,
}: {
  readonly org: string
  readonly entry: Entry & { readonly kind: 'message' }
}) {
  const { decision } = entry
  const zone = useZone()
  const [isAsked, ask] = useState(false)
  const explained = useQuery({ ...explainedQuery(org, decision.decision_id), enabled: isAsked })
  const time = (at: string | number) => momentInWords(new Date(at).toISOString(), zone, 'minute')
  const window = windowOf(decision)
  return (
    <>
      <dl className={css['facts']}>
        <dt>Chosen</dt>
        <dd>{time(decision.decided_at)}</dd>
        <dt>Sent</dt>
        <dd>{decision.sent_at === null ? 'Not reported by the platform' : time(decision.sent_at)}</dd>
        <dt>Conversions count</dt>
        <dd>{window ? `${time(window[0])} to ${time(window[1])}` : 'The template was deleted'}</dd>
        <dt>Chance of this wording</dt>
        <dd>{chanceInWords(decision.propensity)}</dd>
        <dt>Attributes</dt>
        <dd>
          {Object.entries(decision.attrs)
            .map(([name, values]) => `${name}: ${values.join(', ')}`)
            .join(' · ') || 'None'}
        </dd>
        <dt>Tracking id</dt>
        <dd>
          <code>{decision.tracking_id ?? decision.decision_id}</code>
        </dd>
      </dl>
      <div className="row">
        <Button size="small" onPress={() => (isAsked ? void explained.refetch() : ask(true))}>
          Ask the decision again
        </Button>
        <Link to="/o/$org/templates/$tpl/results" params={{ org, tpl: decision.template_id }}>
          Open <TemplateName id={decision.template_id} />
        </Link>
      </div>
      {isAsked && (
        <Loaded query={explained}>
          {answer => (
            <div role="status">
              <p>{answer.why}</p>
              <p>
                <b>{askedAgainInWords(answer)}</b>
              </p>
            </div>
          )}
        </Loaded>
      )}
    </>
  )
}

interface EventProps {
  readonly org: string
  readonly entry: Exclude<Entry, { readonly kind: 'message' }>
  readonly onOpen: (id: string) => void
}

const Event = ({ org, entry: { event, credits }, onOpen }: EventProps) => (
  <div className="row">
    <Link to="/o/$org/events" params={{ org }} search={{ open: event.request_id }}>
      Open the call
    </Link>
    {credits.map(({ decision_id }) => (
      <Button key={decision_id} kind="quiet" size="small" onPress={() => onOpen(decision_id)}>
        Open the message that it counts for
      </Button>
    ))}
  </div>
)
