import type { ApiProblem } from '../../api/problem.ts'
import { CheckboxGroup } from '../../kit/controls/checkbox-group.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import form from '../form.module.css'
import type { Draft } from './draft.ts'
import css from './form.module.css'
import { UrlHints } from './url-hints.tsx'

export interface PartProps {
  readonly draft: Draft
  readonly change: (change: Partial<Draft>) => void
  readonly isDisabled: boolean
  readonly problem: ApiProblem | undefined
}

const STATUSES = [
  { value: 'sent', label: 'Sent' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'bounce', label: 'Bounce' },
  { value: 'error', label: 'Error' },
  { value: 'exclude', label: 'Exclude' },
  { value: 'delay', label: 'Delay' },
] as const

/** Name, channels, statuses and address. */
export const Basic = ({ draft, change, isDisabled, problem }: PartProps) => (
  <Card title="Basic Configuration">
    <div className={form['fields']}>
      <TextField
        label="Webhook Name"
        value={draft.name}
        onChange={name => change({ name })}
        isDisabled={isDisabled}
        isRequired
        error={problem?.of('/name')}
      />
      <CheckboxGroup
        label="Channels"
        options={[
          { value: 'email', label: 'Email' },
          { value: 'sms', label: 'SMS' },
        ]}
        value={draft.channels}
        onChange={channels => change({ channels })}
        isDisabled={isDisabled}
        error={draft.channels.length === 0 ? 'Choose at least one channel.' : problem?.of('/channels')}
      />
      <CheckboxGroup
        label="Statuses"
        options={STATUSES}
        value={draft.statuses}
        onChange={statuses => change({ statuses })}
        isDisabled={isDisabled}
        error={draft.statuses.length === 0 ? 'Choose at least one status.' : problem?.of('/statuses')}
      />
      <div className={css['wide']}>
        <TextField
          label="Webhook URL"
          value={draft.url}
          onChange={url => change({ url })}
          isDisabled={isDisabled}
          isRequired
          isCode
          type="url"
          placeholder="https://orders.example.com/hooks/parley"
          error={problem?.of('/url')}
        />
        <UrlHints url={draft.url} />
      </div>
    </div>
  </Card>
)
