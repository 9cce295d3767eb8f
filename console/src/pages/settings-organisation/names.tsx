import { useState } from 'react'
import type { OrgView } from '../../../../src/features/orgs/schema.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { ComboBox } from '../../kit/controls/combo-box.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card, Cards } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useOrgChange } from './use-org-change.ts'

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')].map(value => ({ value, label: value }))

interface Props {
  readonly org: string
  readonly settings: OrgView
}

/** Name, time zone and currency. */
export function Names({ org, settings }: Props) {
  const [name, setName] = useState(settings.name)
  const [timezone, setTimezone] = useState<string | null>(settings.timezone)
  const [currency, setCurrency] = useState(settings.currency)
  const change = useOrgChange(org)
  const problem = change.error ? toProblem(change.error) : undefined
  const isSame = name === settings.name && timezone === settings.timezone && currency === settings.currency
  return (
    <Card title="Name, time and money">
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          change.mutate({ name, currency, ...(timezone === null ? {} : { timezone }) })
        }}
      >
        <Cards min={220}>
          <TextField label="Name" value={name} onChange={setName} error={problem?.of('/name')} />
          <ComboBox
            label="Time zone"
            help="For labels only. Days of charts and counts do not move."
            options={ZONES}
            value={timezone}
            onChange={setTimezone}
            error={problem?.of('/timezone')}
          />
          <TextField
            label="Currency"
            help="For amounts that come without one, and for results. Amounts are never converted."
            value={currency}
            onChange={text => setCurrency(text.toUpperCase())}
            error={problem?.of('/currency')}
            maxLength={3}
            isCode
          />
        </Cards>
        {problem && problem.errors.length === 0 && <Failed error={problem} />}
        <div className="row">
          <Button
            kind="primary"
            type="submit"
            needs="administer"
            isPending={change.isPending}
            isDisabled={isSame || name.trim() === '' || timezone === null}
          >
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}
