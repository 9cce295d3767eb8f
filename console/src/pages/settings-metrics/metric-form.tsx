import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { useOwnMetrics } from '../../api/org-queries.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { TextArea, TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import {
  bodyOfDraft,
  changesOfDraft,
  idFromName,
  isFilledIn,
  type MetricDraft,
} from '../../words/own-metrics.ts'
import { PartsField } from './parts-field.tsx'

const KINDS = [
  { value: 'rate', label: 'A rate', help: 'The share of messages with an event.' },
  { value: 'sum', label: 'A sum', help: 'The amounts of the events, a message.' },
  { value: 'weighted', label: 'A few metrics, weighted', help: 'The values in other metrics, added up.' },
] as const
const DIRECTIONS = [
  { value: 'increase', label: 'More of it' },
  { value: 'decrease', label: 'Less of it' },
] as const

interface Props {
  readonly org: string
  readonly draft: MetricDraft
  readonly isNew: boolean
  readonly close: () => void
}

export function MetricForm({ org, draft, isNew, close }: Props) {
  const [form, setForm] = useState(draft)
  const change = (more: Partial<MetricDraft>) => setForm(before => ({ ...before, ...more }))
  const save = useSave({
    changes: [[org, 'metrics']],
    said: isNew ? `The metric ${form.name} is there.` : `The metric ${form.name} is saved.`,
    save: () =>
      isNew
        ? call('POST', path`/orgs/${org}/metrics`, { body: bodyOfDraft(form) })
        : call('PATCH', path`/orgs/${org}/metrics/${draft.id}`, { body: changesOfDraft(form) }),
    onDone: close,
  })
  const own = useOwnMetrics(org)
  const isWeighted = form.kind === 'weighted'
  const problem = save.error ? toProblem(save.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <TextField
        label="Name"
        value={form.name}
        onChange={name => change({ name })}
        error={problem?.of('/name')}
        autoFocus
      />
      {isNew && (
        <TextField
          label="Id"
          help="Small letters, digits and -. It never changes"
          placeholder={idFromName(form.name)}
          value={form.id}
          onChange={id => change({ id })}
          error={problem?.of('/id')}
          isCode
        />
      )}
      {isNew && (
        <RadioGroup label="It is" options={KINDS} value={form.kind} onChange={kind => change({ kind })} />
      )}
      {isWeighted ? (
        isNew && <PartsField own={own} weights={form.weights} onChange={weights => change({ weights })} />
      ) : (
        <TextArea
          label="Events"
          help="Their names, one a line. Events without a name go by their type, such as reply"
          rows={3}
          value={form.events}
          onChange={events => change({ events })}
          error={problem?.of('/events') ?? problem?.of('/events/0')}
          isCode
        />
      )}
      {isNew && form.kind === 'sum' && (
        <>
          <TextField
            label="Field with the number"
            help="Such as time.minutes. Empty: the amount of money that the event reports"
            value={form.valueField}
            onChange={valueField => change({ valueField })}
            error={problem?.of('/value_field')}
            isCode
          />
          <TextField
            label="Currency"
            help="For money, such as EUR. Empty with a field: a plain number"
            value={form.currency}
            onChange={currency => change({ currency })}
            error={problem?.of('/currency')}
            isCode
          />
        </>
      )}
      <RadioGroup
        label="Better is"
        options={DIRECTIONS}
        value={form.direction}
        onChange={direction => change({ direction })}
      />
      {!isWeighted && (
        <NumberField
          label="Counts within"
          aside="days after a message"
          value={form.windowDays}
          onChange={windowDays => change({ windowDays })}
          minValue={0.01}
          maxValue={365}
          error={problem?.of('/window_days')}
        />
      )}
      {!isNew && !isWeighted && (
        <p className="meta">
          Other events or days apply to what is read from now on. Replay stored calls to count earlier ones.
        </p>
      )}
      {problem && <Failed error={problem} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" type="submit" isPending={save.isPending} isDisabled={!isFilledIn(form)}>
          {isNew ? 'Create' : 'Save'}
        </Button>
      </DialogActions>
    </form>
  )
}
