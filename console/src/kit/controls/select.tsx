import type { ReactNode } from 'react'
import {
  Select as AriaSelect,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components'
import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import css from './field.module.css'
import { FieldFrame, type FieldWords, fieldClass } from './field.tsx'

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
  /** A second line. */
  readonly help?: string
  readonly isDisabled?: boolean
}

interface Props<Value extends string> extends FieldWords {
  readonly options: readonly Option<Value>[]
  /** Null when none is chosen yet. */
  readonly value: Value | null
  readonly onChange: (value: Value) => void
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly name?: string
}

/** One of a few values. Many values: ComboBox. */
export const Select = <const Value extends string>(props: Props<Value>) => (
  <SelectFrame {...props}>
    <ListBox className={css['list'] ?? ''}>{props.options.map(toItem)}</ListBox>
  </SelectFrame>
)

/** The field of a select; `children` are what its popover holds. */
export function SelectFrame<const Value extends string>({
  options,
  value,
  onChange,
  placeholder = 'Choose',
  isDisabled = false,
  name,
  error,
  children,
  ...words
}: Props<Value> & { readonly children: ReactNode }) {
  const choose = (key: unknown) => {
    const chosen = options.find(option => option.value === key)
    if (chosen) onChange(chosen.value)
  }
  return (
    <AriaSelect
      className={fieldClass}
      value={value}
      onChange={choose}
      placeholder={placeholder}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      {...(name !== undefined && { name })}
    >
      <FieldFrame {...words} error={error}>
        <Button className={cx(css['input'], css['choose'])}>
          <SelectValue className={css['value'] ?? ''}>
            {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
          </SelectValue>
          <Icon name="down" size={14} />
        </Button>
        <Popover className={css['popover'] ?? ''} offset={4} maxHeight={380}>
          {children}
        </Popover>
      </FieldFrame>
    </AriaSelect>
  )
}

export const toItem = ({ value, label, help, isDisabled = false }: Option<string>): ReactNode => (
  <ListBoxItem
    key={value}
    id={value}
    textValue={label}
    isDisabled={isDisabled}
    className={css['option'] ?? ''}
  >
    <span>{label}</span>
    {help !== undefined && <span className="meta">{help}</span>}
  </ListBoxItem>
)
