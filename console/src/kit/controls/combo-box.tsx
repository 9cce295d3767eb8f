import { useId } from 'react'
import {
  TextField as AriaTextField,
  Autocomplete,
  Input,
  ListBox,
  SearchField,
  useFilter,
} from 'react-aria-components'
import css from './field.module.css'
import { FieldFrame, type FieldWords, fieldClass, inputClass } from './field.tsx'
import { type Option, SelectFrame, toItem } from './select.tsx'

interface Props extends FieldWords {
  readonly options: readonly Option<string>[]
  readonly value: string | null
  readonly onChange: (value: string) => void
  /** Whether a text outside the options is a value too. */
  readonly isFree?: boolean
  readonly placeholder?: string
  readonly isDisabled?: boolean
}

/** One of many values, found by typing. */
export const ComboBox = ({ isFree = false, ...props }: Props) =>
  isFree ? <Suggested {...props} /> : <Searched {...props} />

/**
 * A list with a search in it. React Aria's own combo box hides the page from screen readers while the focus can
 * still go there, which axe refuses.
 */
function Searched({ options, ...props }: Props) {
  const { contains } = useFilter({ sensitivity: 'base' })
  return (
    <SelectFrame {...props} options={options}>
      <Autocomplete filter={contains}>
        <SearchField aria-label={`Search: ${props.label}`} autoFocus className={css['search'] ?? ''}>
          <Input className={inputClass} placeholder="Search" />
        </SearchField>
        <ListBox className={css['found'] ?? ''} renderEmptyState={() => <p className={css['none']}>None</p>}>
          {options.map(toItem)}
        </ListBox>
      </Autocomplete>
    </SelectFrame>
  )
}

/** Any text; the browser suggests the options. */
function Suggested({ options, value, onChange, placeholder, isDisabled = false, error, ...words }: Props) {
  const id = useId()
  return (
    <AriaTextField
      className={fieldClass}
      value={value ?? ''}
      onChange={onChange}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <FieldFrame {...words} error={error}>
        <Input className={inputClass} list={id} {...(placeholder !== undefined && { placeholder })} />
        <datalist id={id}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.help ?? option.label}
            </option>
          ))}
        </datalist>
      </FieldFrame>
    </AriaTextField>
  )
}
