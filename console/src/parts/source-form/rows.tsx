import type { ColumnName } from '../../../../src/features/warehouse/reader/columns.ts'
import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import css from '../form.module.css'
import type { PartProps } from './draft.ts'

interface Props extends PartProps {
  readonly platforms: readonly { readonly slug: string; readonly name: string }[]
}

const KEEPS = [
  { value: 'none', label: 'None of them' },
  { value: 'named', label: 'Some of them' },
  { value: 'all', label: 'All of them' },
] as const

const PEOPLE = [
  { value: 'plain', label: 'By user id or address' },
  { value: 'hashed', label: 'By keyed hashes, made in the warehouse' },
  { value: 'hash_on_reading', label: 'By user id or address: store only hashes' },
] as const

/** What the rows are, and which of their columns count. */
export function Rows({ draft, change, isDisabled, problem, platforms }: Props) {
  return (
    <Card title="Rows">
      <div className="stack">
        <div className={css['fields']}>
          <Select
            label="Platform"
            options={platforms.map(({ slug, name }) => ({ value: slug, label: name }))}
            value={draft.platform}
            onChange={platform => change({ platform })}
            isDisabled={isDisabled}
            help="Whose message ids and names of events the rows have."
            error={problem?.of('/platform')}
          />
          <TextField
            label="Window"
            value={draft.window}
            onChange={window => change({ window })}
            isDisabled={isDisabled}
            isCode
            placeholder="72h"
            help="How long after a message a row with a person counts, such as 72h or 7d. Empty: as the template says."
            error={problem?.of('/window')}
          />
        </div>
        <RadioGroup
          label="How the rows name people"
          options={PEOPLE}
          value={draft.people}
          onChange={people => change({ people })}
          isDisabled={isDisabled}
        />
        <RadioGroup
          label="Other columns, kept as properties of the events"
          options={KEEPS}
          value={draft.keeps}
          onChange={keeps => change({ keeps })}
          isDisabled={isDisabled}
        />
        {draft.keeps === 'named' && (
          <TextField
            label="Columns to keep"
            value={draft.properties}
            onChange={properties => change({ properties })}
            isDisabled={isDisabled}
            isCode
            placeholder="plan, country"
            help="Names with commas between them."
            error={problem?.of('/properties')}
          />
        )}
        <Checkbox
          isSelected={draft.isScrubbed}
          onChange={isScrubbed => change({ isScrubbed })}
          isDisabled={isDisabled}
        >
          The export names no person: rows with an address or a phone number are refused
        </Checkbox>
        <Columns draft={draft} change={change} isDisabled={isDisabled} problem={problem} />
      </div>
    </Card>
  )
}

const COLUMNS: Readonly<Record<ColumnName, string>> = {
  event_name: 'required',
  event_timestamp: 'required',
  message_id: 'of the platform',
  template_id: '',
  campaign_id: '',
  user_id: 'of the person',
  email: 'of the person',
  user_id_or_email: 'either of them',
  value: 'of a conversion',
  currency: 'of a conversion',
  copy_id: '',
  tracking_id: 'of Parley',
  session_id: 'kept as a property',
}

const isColumn = (name: string): name is ColumnName => name in COLUMNS

/** The export's own names of columns. Most exports have none. */
const Columns = ({ draft, change, isDisabled, problem }: PartProps) => (
  <details className={css['more']} open={Object.keys(draft.columns).length > 0}>
    <summary>Columns with other names</summary>
    <div className={css['fields']}>
      {Object.keys(COLUMNS)
        .filter(isColumn)
        .map(name => (
          <TextField
            key={name}
            label={name}
            aside={COLUMNS[name]}
            value={draft.columns[name] ?? ''}
            onChange={theirs => change({ columns: { ...draft.columns, [name]: theirs } })}
            isDisabled={isDisabled}
            isCode
            placeholder={name}
            error={problem?.of(`/columns/${name}`)}
          />
        ))}
    </div>
  </details>
)
