import { ComboBox as AriaComboBox, Button, Group, Input, ListBox, Popover } from 'react-aria-components'
import { Icon } from '../icon.tsx'
import css from './field.module.css'
import { FieldFrame, type FieldWords, fieldClass } from './field.tsx'
import { type Option, toItem } from './select.tsx'

interface Props extends FieldWords {
  readonly options: readonly Option<string>[]
  readonly value: string | null
  readonly onChange: (value: string | null) => void
  /** Whether a text outside the options is a value too. */
  readonly isFree?: boolean
  readonly placeholder?: string
  readonly isDisabled?: boolean
}

/** One of many values, found by typing. */
export const ComboBox = ({
  options,
  value,
  onChange,
  isFree = false,
  placeholder,
  isDisabled = false,
  error,
  ...words
}: Props) => (
  <AriaComboBox
    className={fieldClass}
    defaultItems={[...options]}
    selectedKey={value}
    onSelectionChange={key => onChange(key === null ? null : String(key))}
    {...(isFree && { allowsCustomValue: true, defaultInputValue: value ?? '', onInputChange: onChange })}
    isDisabled={isDisabled}
    isInvalid={error !== undefined}
    menuTrigger="focus"
  >
    <FieldFrame {...words} error={error}>
      <Group className={css['group'] ?? ''}>
        <Input className={css['bare'] ?? ''} {...(placeholder !== undefined && { placeholder })} />
        <Button className={css['step'] ?? ''}>
          <Icon name="down" size={14} />
        </Button>
      </Group>
      <Popover className={css['popover'] ?? ''} offset={4}>
        <ListBox<Option<string>> className={css['list'] ?? ''}>{toItem}</ListBox>
      </Popover>
    </FieldFrame>
  </AriaComboBox>
)
