import { useState } from 'react'
import type { OrgPatch, OrgView } from '../../../../src/features/orgs/schema.ts'
import type { Usage } from '../../../../src/features/usage/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { Card, Cards } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { sizeAfter } from '../../words/storage.ts'

interface Props {
  readonly org: string
  readonly kept: OrgView['retention']
  readonly usage: Usage | undefined
}

/** How long raw calls and events are kept, and what that needs on disk. */
export function Retention({ org, kept, usage }: Props) {
  const [requests, setRequests] = useState(kept.requests_days)
  const [events, setEvents] = useState(kept.events_days)
  const save = useSave({
    changes: [[org, 'org']],
    said: 'Saved. What is too old goes within the hour.',
    save: (body: OrgPatch) => call<OrgView>('PATCH', path`/orgs/${org}`, { body }),
  })
  const problem = save.error ? toProblem(save.error) : undefined
  const isShorter = requests < kept.requests_days || events < kept.events_days
  const isSame = requests === kept.requests_days && events === kept.events_days
  const size = (name: 'requests_days' | 'events_days', days: number) => {
    const text = usage && sizeAfter(usage.tables, name, days)
    return text ? `About ${text} when full, at the growth of now (estimated).` : undefined
  }
  return (
    <Card title="Retention">
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          save.mutate({ retention: { requests_days: requests, events_days: events } })
        }}
      >
        <Cards min={260}>
          <NumberField
            label="Raw webhook calls"
            aside="days"
            help={size('requests_days', requests) ?? 'Calls can be replayed for as long as they are kept.'}
            value={requests}
            onChange={setRequests}
            minValue={1}
            maxValue={3650}
            error={problem?.of('/retention/requests_days')}
          />
          <NumberField
            label="Messages and reports"
            aside="days"
            help={size('events_days', events) ?? 'Sums of results are kept for ever.'}
            value={events}
            onChange={setEvents}
            minValue={1}
            maxValue={3650}
            error={problem?.of('/retention/events_days')}
          />
        </Cards>
        {isShorter && (
          <p className="note" role="status">
            What is older is deleted within the hour and cannot be brought back. Sums of results stay.
          </p>
        )}
        {problem && problem.errors.length === 0 && <Failed error={problem} />}
        <div className="row">
          <Button
            kind="primary"
            type="submit"
            needs="administer"
            isPending={save.isPending}
            isDisabled={isSame || Number.isNaN(requests) || Number.isNaN(events)}
          >
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}
