import { useId, useState } from 'react'
import { readValue, writeValue } from '../../words/copy/values.ts'
import { Button } from '../controls/button.tsx'
import { inputClass } from '../controls/field.tsx'
import { Icon } from '../icon.tsx'
import css from './values-editor.module.css'

type Values = Readonly<Record<string, unknown>>

interface Row {
  readonly key: number
  readonly name: string
  readonly text: string
}

interface Props {
  readonly label: string
  readonly help: string
  /** The values at the start. Give the editor a `key`, and change it to start with others. */
  readonly start: Values
  readonly onChange: (values: Values) => void
}

/** Names with values, one row each. A value may be a text, a number, true, false, or JSON. */
export function ValuesEditor({ label, help, start, onChange }: Props) {
  const id = useId()
  const [rows, setRows] = useState<readonly Row[]>(() =>
    Object.entries(start).map(([name, value], key) => ({ key, name, text: writeValue(value) })),
  )
  const change = (next: readonly Row[]) => {
    setRows(next)
    onChange(
      Object.fromEntries(
        next.flatMap(({ name, text }) => (name.trim() === '' ? [] : [[name.trim(), readValue(text)]])),
      ),
    )
  }
  const edit = (key: number, part: Partial<Row>) =>
    change(rows.map(row => (row.key === key ? { ...row, ...part } : row)))
  const add = () =>
    change([...rows, { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, name: '', text: '' }])
  return (
    <fieldset className={css['editor']} aria-describedby={id}>
      <legend className={css['label']}>{label}</legend>
      {rows.map(({ key, name, text }, at) => (
        <div key={key} className={css['row']}>
          <input
            className={inputClass}
            aria-label={`${label}, name ${at + 1}`}
            placeholder="name"
            value={name}
            onChange={event => edit(key, { name: event.target.value })}
          />
          <input
            className={inputClass}
            aria-label={name === '' ? `${label}, value ${at + 1}` : `${label}: ${name}`}
            placeholder="value"
            value={text}
            onChange={event => edit(key, { text: event.target.value })}
          />
          <Button
            kind="quiet"
            size="small"
            aria-label={`Remove ${name || 'this row'}`}
            onPress={() => change(rows.filter(row => row.key !== key))}
          >
            <Icon name="close" size={12} />
          </Button>
        </div>
      ))}
      <div className="row">
        <Button size="small" onPress={add}>
          Add
        </Button>
        <span id={id} className="meta">
          {help}
        </span>
      </div>
    </fieldset>
  )
}
