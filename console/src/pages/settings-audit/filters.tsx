import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { DateRange } from '../../kit/controls/date-range.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import css from './filters.module.css'
import { STATES } from './search.ts'

const STATE_LABELS = {
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed on our side',
  started: 'Did not finish',
}

const OBJECTS = {
  any: 'Everything',
  organisation: 'Organisation',
  template: 'Templates',
  variant: 'Wordings',
  key: 'API keys',
  platform: 'Integrations',
  attribute: 'Attributes',
  sandbox: 'Sandboxes',
  'feedback-webhook': 'Feedback webhooks',
  transport: 'Transports',
  member: 'Members',
  person: 'People',
} as const

/** Which entries are shown. All of it is in the address. */
export function Filters() {
  const search = useSearch({ from: '/o/$org/settings/audit' })
  const navigate = useNavigate({ from: '/o/$org/settings/audit' })
  const [actor, setActor] = useState(search.actor ?? '')
  const show = (changed: Partial<typeof search>) =>
    void navigate({ search: known => ({ ...known, ...changed }), replace: true })
  const objects = Object.entries(OBJECTS).map(([value, label]) => ({ value, label }))
  const isListed = search.object === undefined || Object.hasOwn(OBJECTS, search.object)
  return (
    <search className={css['filters']}>
      <form
        className={css['who']}
        onSubmit={event => {
          event.preventDefault()
          show({ actor: actor === '' ? undefined : actor })
        }}
      >
        <TextField
          label="Who"
          help="The whole name, of a person or a key"
          value={actor}
          onChange={setActor}
        />
        <Button type="submit">Find</Button>
      </form>
      <Select
        label="What"
        value={search.object ?? 'any'}
        options={
          isListed ? objects : [...objects, { value: search.object ?? '', label: search.object ?? '' }]
        }
        onChange={value => show({ object: value === 'any' ? undefined : value })}
      />
      <Select
        label="Outcome"
        value={search.state ?? 'any'}
        options={[
          { value: 'any', label: 'All outcomes' },
          ...STATES.map(value => ({ value, label: STATE_LABELS[value] })),
        ]}
        onChange={value => show({ state: STATES.find(state => state === value) })}
      />
      <DateRange value={search.range ?? 'all'} onChange={range => show({ range })} />
    </search>
  )
}
