import { useState } from 'react'
import type { SampledFields } from '../../../../src/features/call-samples/schema.ts'
import type { Preview } from '../../../../src/features/templates/preview/preview-schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { ComboBox } from '../../kit/controls/combo-box.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { audienceInWords, fitInWords } from '../../words/copy/wording.ts'
import { ChipList } from './chip-list.tsx'

type Targets = Readonly<Record<string, readonly string[]>>

interface Props {
  readonly targets: Targets
  readonly onChange: (targets: Record<string, string[]>) => void
  readonly fit: Preview['audience'] | undefined
  readonly sampled: SampledFields | undefined
  readonly isReadOnly: boolean
}

/** Who may get a wording: values of attributes. Without any, everybody. */
export function Audience({ targets, onChange, fit, sampled, isReadOnly }: Props) {
  const names = Object.keys(targets)
  const words = audienceInWords(targets)
  const remove = (name: string) =>
    onChange(
      Object.fromEntries(
        Object.entries(targets).flatMap(([key, values]) => (key === name ? [] : [[key, [...values]]])),
      ),
    )
  return (
    <ChipList
      label="Who may get it"
      items={names.map((name, at) => ({ id: name, text: words[at] ?? name }))}
      none="Everybody"
      help={fit && fitInWords(fit)}
      onRemove={remove}
      isReadOnly={isReadOnly}
    >
      <DialogTrigger>
        <Button kind="quiet" size="small">
          Add
        </Button>
        <Dialog title="Who may get it">
          {close => (
            <TargetForm
              sampled={sampled}
              onAdd={(name, values) => {
                const all = Object.entries({ ...targets, [name]: values })
                onChange(Object.fromEntries(all.map(([key, each]) => [key, [...each]])))
                close()
              }}
            />
          )}
        </Dialog>
      </DialogTrigger>
    </ChipList>
  )
}

interface FormProps {
  readonly sampled: SampledFields | undefined
  readonly onAdd: (name: string, values: readonly string[]) => void
}

function TargetForm({ sampled, onAdd }: FormProps) {
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const attributes = sampled?.fields.filter(({ kind }) => kind === 'attr') ?? []
  const values = [...new Set(text.split(',').map(value => value.trim().toLowerCase()))].filter(Boolean)
  const isWhole = name.trim() !== '' && values.length > 0
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        if (isWhole) onAdd(name.trim(), values)
      }}
    >
      <ComboBox
        label="Attribute"
        help="As it is sent in attrs of a call, or the name of one of your attribute rules."
        options={attributes.map(each => ({
          value: each.name,
          label: each.name,
          help: `such as ${each.example}`,
        }))}
        value={name}
        onChange={chosen => setName(chosen ?? '')}
        isFree
      />
      <TextField
        label="Values"
        help="One of them is enough. Put commas between them."
        placeholder="de, at, ch"
        value={text}
        onChange={setText}
      />
      <DialogActions>
        <Button type="submit" kind="primary" isDisabled={!isWhole}>
          Add
        </Button>
      </DialogActions>
    </form>
  )
}
