import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrgView } from '../../../../src/features/orgs/schema.ts'
import { templatesQuery } from '../../api/org-queries.ts'
import { toProblem } from '../../api/problem.ts'
import { WindowPicture } from '../../charts/window-picture.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { isWritten, WindowFields } from '../../parts/window-fields.tsx'
import { consequences } from '../../words/window.ts'
import { useOrgChange } from './use-org-change.ts'

interface Props {
  readonly org: string
  readonly settings: OrgView
}

/** Which conversions count, and for which message. */
export function Counting({ org, settings: { attribution } }: Props) {
  const before = { offset: attribution.offset_days, lookback: attribution.lookback_days }
  const [after, setAfter] = useState(before)
  const [credit, setCredit] = useState(attribution.credit)
  const { data: templates } = useQuery(templatesQuery(org, { status: 'active' }))
  const change = useOrgChange(org)
  const problem = change.error ? toProblem(change.error) : undefined
  const isMoved = after.offset !== before.offset || after.lookback !== before.lookback
  const followers = templates?.items.filter(
    each => each.attribution.offset_days === null || each.attribution.lookback_days === null,
  ).length
  return (
    <Card title="Which conversions count">
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          change.mutate({ attribution: { offset_days: after.offset, lookback_days: after.lookback, credit } })
        }}
      >
        <WindowFields window={after} onChange={setAfter} problem={problem} />
        {isWritten(after) && <WindowPicture window={after} />}
        {isMoved && isWritten(after) && (
          <div className="note" role="status">
            {consequences(before, after).map(sentence => (
              <p key={sentence}>{sentence}</p>
            ))}
            <p>
              {followers === undefined
                ? 'It holds for every template without days of its own.'
                : `It holds for ${followers} active ${followers === 1 ? 'template' : 'templates'} without days of their own.`}{' '}
              Conversions that were matched before stay as they are until their calls are replayed.
            </p>
          </div>
        )}
        <RadioGroup
          label="A conversion counts for"
          isVertical
          value={credit}
          onChange={setCredit}
          options={[
            {
              value: 'last_touch',
              label: 'the latest message',
              help: 'One message of the person, whatever its template. Sums over templates add up.',
            },
            {
              value: 'each_template',
              label: 'the latest message of each template',
              help: 'Each template gets its own. One purchase may then count for several templates.',
            },
          ]}
        />
        {problem && problem.errors.length === 0 && <Failed error={problem} />}
        <div className="row">
          <Button
            kind="primary"
            type="submit"
            needs="administer"
            isPending={change.isPending}
            isDisabled={!isWritten || (!isMoved && credit === attribution.credit)}
          >
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}
