import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { CHANNELS } from '../../words/channels.ts'
import { type Channel, type Form, idOf, VARIABLES, variableFault } from './form.ts'
import css from './template-new.module.css'

export interface PartProps {
  readonly form: Form
  readonly change: (part: Partial<Form>) => void
}

/** Name, id, channel, and the parts of the message. */
export function WhatPart({ form, change }: PartProps) {
  const { name, channel, variables } = form
  /** The parts of the new channel, unless the person has chosen their own. */
  const choose = (next: Channel) =>
    change({
      channel: next,
      ...(variables.join() === VARIABLES[channel]?.join() && { variables: VARIABLES[next] ?? [] }),
    })
  return (
    <Card title="1 · What">
      <div className="stack">
        <TextField
          label="Name"
          placeholder="Welcome email"
          value={name}
          onChange={text => change({ name: text })}
          maxLength={200}
        />
        <TextField
          label="Id"
          help="Part of every call, as template_id. It cannot change later."
          isCode
          value={idOf(form)}
          onChange={id => change({ id: id === '' ? undefined : id })}
          maxLength={100}
        />
        <Select label="Channel" options={CHANNELS} value={channel} onChange={choose} />
        <Variables variables={variables} onChange={next => change({ variables: next })} />
      </div>
    </Card>
  )
}

interface VariablesProps {
  readonly variables: readonly string[]
  readonly onChange: (variables: readonly string[]) => void
}

function Variables({ variables, onChange }: VariablesProps) {
  const [name, setName] = useState('')
  const fault = name === '' ? undefined : variableFault(name.trim(), variables)
  const add = () => {
    if (name.trim() === '' || fault !== undefined) return
    onChange([...variables, name.trim()])
    setName('')
  }
  return (
    <fieldset className={css['parts']}>
      <legend className={css['label']}>Parts of the message</legend>
      <div className="row">
        {variables.map(variable => (
          <Chip key={variable}>
            {variable}
            <Button
              kind="quiet"
              size="small"
              aria-label={`Remove ${variable}`}
              onPress={() => onChange(variables.filter(each => each !== variable))}
            >
              <Icon name="close" size={10} />
            </Button>
          </Chip>
        ))}
      </div>
      <form
        className={css['adding']}
        onSubmit={event => {
          event.preventDefault()
          add()
        }}
      >
        <TextField
          label="Another part"
          placeholder="cta"
          isCode
          value={name}
          onChange={setName}
          error={fault}
        />
        <Button type="submit" isDisabled={name.trim() === '' || fault !== undefined}>
          Add
        </Button>
      </form>
    </fieldset>
  )
}
