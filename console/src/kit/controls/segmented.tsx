import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import css from './segmented.module.css'

interface Props<Value extends string> {
  /** What is chosen here. */
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of two to five short values, at once: a range, a metric, a device. */
export function Segmented<const Value extends string>({ label, options, value, onChange }: Props<Value>) {
  const choose = (keys: ReadonlySet<unknown>) => {
    const chosen = options.find(option => keys.has(option.value))
    if (chosen) onChange(chosen.value)
  }
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={css['group'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={choose}
    >
      {options.map(option => (
        <ToggleButton key={option.value} id={option.value} className={css['option'] ?? ''}>
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
